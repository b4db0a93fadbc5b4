import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection URL of the run's PostgreSQL cluster, as its owner. */
    postgresUrl: string;
  }
}

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // One PostgreSQL cluster for the whole run, whichever projects take part in it.
    globalSetup: ['tests/stack/postgres-setup.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{auth-service,plugin,ui,tools}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          globalSetup: ['tests/stack/system-setup.ts'],
          // The files share one Orthanc: two cores carry no more than one Chromium beside it.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

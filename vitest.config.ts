import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{auth-service,plugin,ui,tools}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['tests/stack/postgres-setup.ts'],
          sequence: { groupOrder: 0 },
          // A limit for what hangs, not for what is slow: a machine may have other work.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          globalSetup: ['tests/stack/postgres-setup.ts', 'tests/stack/system-setup.ts'],
          // Each has an Orthanc or a Chromium beside it, and waits for it most of the time: two fill two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

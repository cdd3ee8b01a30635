import { defineConfig } from 'vitest/config';

const DATABASE = ['test/support/setup-database.ts'];
const STACK = ['test/support/setup-stack.ts'];

/** Folders of test/ by the servers that they need, which are started only when their tests run. */
const LAYERS = {
  architecture: { globalSetup: [], testTimeout: 120_000 },
  replay: { globalSetup: [], testTimeout: 120_000 },
  db: { globalSetup: DATABASE, testTimeout: 60_000 },
  activities: { globalSetup: STACK, testTimeout: 60_000 },
  api: { globalSetup: STACK, testTimeout: 60_000 },
  local: { globalSetup: STACK, testTimeout: 60_000 },
  workflows: { globalSetup: STACK, testTimeout: 180_000 },
  stories: { globalSetup: STACK, testTimeout: 180_000 },
  faults: { globalSetup: STACK, testTimeout: 300_000 },
};

const filesOf = (folder: string): string => `test/${folder}/**/*.test.ts`;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          // Whatever has no layer of its own, so that no folder is left out by oversight.
          name: 'unit',
          include: [filesOf('**')],
          exclude: Object.keys(LAYERS).map(filesOf),
          testTimeout: 20_000,
        },
      },
      ...Object.entries(LAYERS).map(([folder, settings]) => ({
        test: { name: folder, include: [filesOf(folder)], hookTimeout: 120_000, ...settings },
      })),
    ],
    pool: 'forks',
    // Stories and faults wait a good part of their time; a worker for each core but one would do so one after another.
    maxWorkers: 2,
    env: { TZ: 'UTC' },
    reporters: ['./test/support/summary-reporter.ts'],
  },
});

import { defineConfig } from 'vitest/config';

const DATABASE = ['test/support/setup-database.ts'];
const STACK = ['test/support/setup-stack.ts'];

/** Layers of design §7. Each starts only the servers that it needs, and only when its tests run. */
const project = (name: string, folders: readonly string[], globalSetup: string[], testTimeout: number) => ({
  test: {
    name,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    globalSetup,
    testTimeout,
    hookTimeout: 120_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['domain', 'rules', 'config'], [], 20_000),
      project('architecture', ['architecture'], [], 120_000),
      project('replay', ['replay'], [], 120_000),
      project('database', ['db'], DATABASE, 60_000),
      project('api', ['api'], STACK, 60_000),
      project('local', ['local', 'activities'], STACK, 60_000),
      project('stories', ['workflows', 'stories'], STACK, 180_000),
      project('faults', ['faults'], STACK, 300_000),
    ],
    pool: 'forks',
    env: { TZ: 'UTC' },
    reporters: ['./test/support/summary-reporter.ts'],
    passWithNoTests: false,
  },
});

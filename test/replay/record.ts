import { startVitest } from 'vitest/node';

/*
 * Adds histories to the replay corpus: `node test/replay/record.ts`. To be run by hand when a process has become able
 * to live something new; what is recorded already is never touched. Commit what it adds.
 */
const vitest = await startVitest([], {
  config: false,
  watch: false,
  include: ['test/replay/recording.ts'],
  globalSetup: ['test/support/setup-stack.ts'],
  pool: 'forks',
  env: { TZ: 'UTC' },
  testTimeout: 1_200_000,
  hookTimeout: 120_000,
});
await vitest.close();

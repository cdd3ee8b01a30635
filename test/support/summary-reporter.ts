import { stderr, stdout } from 'node:process';
import { DefaultReporter, type SerializedError, type TestModule, type TestRunEndReason } from 'vitest/node';

/** Shows progress as vitest does, and ends with the one line `N passed, N failed`. */
export default class SummaryReporter extends DefaultReporter {
  override onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd([...modules], [...errors], reason);
    const { passed, failed, skipped } = countTests(modules);
    // Errors outside of tests and files that could not be loaded fail the run as a failed test does.
    const broken =
      errors.length +
      modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module)).length;
    if (skipped > 0) stderr.write(`${skipped} skipped\n`);
    stdout.write(`\n${passed} passed, ${failed + broken} failed\n`);
  }
}

function countTests(modules: readonly TestModule[]): { passed: number; failed: number; skipped: number } {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      counts[state === 'pending' ? 'skipped' : state] += 1;
    }
  }
  return counts;
}

function hasFailedTest(module: TestModule): boolean {
  for (const test of module.children.allTests()) if (test.result().state === 'failed') return true;
  return false;
}

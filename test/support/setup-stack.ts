import type { TestProject } from 'vitest/node';
import { sharedDatabase, sharedStack } from './shared-servers.ts';

/** Global set-up of projects that need the whole stack. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [database, stack] = await Promise.all([sharedDatabase(), sharedStack()]);
  project.provide('database', database.addresses);
  project.provide('stack', stack.addresses);
  return async () => {
    await Promise.all([database.stop(), stack.stop()]);
  };
}

import type { TestProject } from 'vitest/node';
import { sharedDatabase } from './shared-servers.ts';

/** Global set-up of projects that need PostgreSQL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await sharedDatabase();
  project.provide('database', database.addresses);
  return database.stop;
}

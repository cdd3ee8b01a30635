import type { WorkflowHandle } from '@temporalio/client';
import { carriedOut, type CaseAnswer } from '../workflows/runtime/case.messages.ts';
import { isNotFound } from './case-gateway.failures.ts';

/**
 * Whether an update of this id was carried out; waits for one that is under way, and throws what it failed with.
 * Temporal knows the updates of the latest run, also of a case that has closed for as long as it keeps that; a case
 * that has moved on to a new run remembers those of the runs before.
 */
export async function isKnown(handle: WorkflowHandle, key: string): Promise<boolean> {
  try {
    await handle.getUpdateHandle<CaseAnswer>(key).result();
    return true;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    return await handle.query(carriedOut, key);
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

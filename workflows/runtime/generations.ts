import { patched } from '@temporalio/workflow';

/**
 * Generations of runs. A release that changes what running cases do begins one, and a run that starts under it knows
 * all changes up to then by a single marker in its history (`generation-1`), instead of one marker and one write of the
 * visibility store for each change that it passes. A number stays here as long as runs of it are open.
 */
const GENERATIONS = [1, 2] as const;

/** What a run that begins today belongs to. */
export const NEWEST_GENERATION: number = Math.max(...GENERATIONS);

export type Generation = (typeof GENERATIONS)[number];

/** Cases share the modules of their worker, but the SDK gives each run a global object of its own. */
const ofThisRun = globalThis as { generation?: number };

/** Fixes the generation of a run, before anything else in it: 0 for one from before there were any. */
export function beginGeneration(): void {
  ofThisRun.generation = GENERATIONS.findLast((generation) => patched(`generation-${generation}`)) ?? 0;
}

/**
 * Whether a change applies to this run: always from the generation on that it came with; in an earlier run from the
 * first time on that this is asked while the case lives, as Temporal's `patched` has it.
 */
export function since(generation: Generation, change: string): boolean {
  return (ofThisRun.generation ?? 0) >= generation || patched(change);
}

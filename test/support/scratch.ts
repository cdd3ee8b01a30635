import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import './provided.ts';

/** A directory of one's own that is gone after the run. */
export const scratchDirectory = (): string => mkdtempSync(join(inject('stack').scratchDir, 'scratch-'));

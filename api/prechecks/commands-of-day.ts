import { timelineRepository } from '../../db/repositories/timeline.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Precheck } from './context.ts';

const DAY_MS = 86_400_000;

/**
 * Bounds what customers write into one case within 24 hours of its clock: a run of its workflow takes only so many
 * messages, and must not be filled by one side alone.
 */
export async function requireFewCommands({ db, found, by, now }: Precheck, most: number): Promise<void> {
  if (by.type !== 'customer') return;
  const given = await timelineRepository(db).countCustomersCommands(found.id, (await now()) - DAY_MS);
  if (given < most) return;
  throw new DomainError(
    'RATE_LIMITED',
    `In one case a customer may do this up to ${most} times in 24 hours`,
    {
      details: { most },
    },
  );
}

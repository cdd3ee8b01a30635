import type pg from 'pg';
import { recordStepActivities } from '../../activities/record-step.activities.ts';
import { workingCalendars } from '../../activities/recording/working-calendars.ts';
import type { CaseActivities, StepRecord } from '../../activities/contracts.ts';
import { createDatabase, type Database } from '../../db/client.ts';
import { caseStepRepository } from '../../db/repositories/case-step.repository.ts';
import { policiesRepository } from '../../db/repositories/policies.repository.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { OPENED_AT, openingRecord, stepRecord } from './case-records.ts';

/** The recording activity on a seeded database of its own. */
export interface OpenRecording {
  readonly url: string;
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly policyId: string;
  readonly recordStep: CaseActivities['recordStep'];
  /** Records the first step of a new case. */
  readonly open: (changes?: Parameters<typeof stepRecord>[0]) => Promise<StepRecord>;
  readonly close: () => Promise<void>;
}

export async function openRecording(): Promise<OpenRecording> {
  const database = await createTestDatabase('seeded');
  const { db, pool, close } = createDatabase(database.url, { max: 8 });
  const steps = caseStepRepository(pool);
  const activities = recordStepActivities({ steps, calendars: workingCalendars(db, steps) });
  const policy = await policiesRepository(db).findCurrent('A', OPENED_AT);
  return {
    url: database.url,
    db,
    pool,
    policyId: policy.id,
    recordStep: (step) => activities.recordStep(step),
    open: async (changes = {}) => {
      const step = stepRecord({ opening: openingRecord(policy.id), ...changes });
      await activities.recordStep(step);
      return step;
    },
    close: async () => {
      await close();
      await database.drop();
    },
  };
}

import { sql } from 'drizzle-orm';
import type { Turn } from '../../replay/autopilot.ts';
import { USUAL_ANSWERS } from '../../replay/usual-answers.ts';
import type { Form, Story } from '../story.ts';
import type { Choices } from './choices.ts';
import { partIds } from './pieces.ts';

/** A turn in a life that is partly up to chance. */
export interface RandomTurn extends Turn {
  readonly choose: Choices;
  /** Times that this very task was answered in vain. */
  readonly refusals: number;
  /** What whoever is sent has to know. */
  readonly skills: readonly string[];
  /** Lets the case's clock run to a minute. */
  readonly hop: (minute: string) => Promise<void>;
}

/** What is written into a form; null: nobody can answer it now. */
export type RandomAnswer = (turn: RandomTurn) => Form | null | Promise<Form | null>;

/** The usual answer, where nothing is up to chance. */
export const usual =
  (kind: string): RandomAnswer =>
  (turn) =>
    USUAL_ANSWERS[kind]?.(turn) ?? null;

/** A fact of the case's read model, as text. */
export async function detail({ world, caseId }: Story, ...path: readonly string[]): Promise<string | null> {
  const { rows } = await world.db.execute<{ fact: string | null }>(
    sql`select details #>> ${`{${path.join(',')}}`}::text[] as fact from cases where id = ${caseId}`,
  );
  return rows[0]?.fact ?? null;
}

/** The serial number of the unit that the case is about now, as forms name it. */
export async function serialSeen(story: Story): Promise<Form> {
  const serial = (await detail(story, 'newUnit', 'serialNumber')) ?? (await detail(story, 'serialNumber'));
  return serial === null ? {} : { serialSeen: serial };
}

/** Another open case of the same customer. */
export async function siblingOf({ world, caseId }: Story): Promise<string | undefined> {
  const { rows } = await world.db.execute<{ id: string }>(sql`
    select o.id from cases c join cases o on o.customer_id = c.customer_id and o.id <> c.id and o.closed_at is null
    where c.id = ${caseId} order by o.opened_at limit 1`);
  return rows[0]?.id;
}

/** Parts of which there are few: cases compete for them. */
const SCARCE = ['HG-110', 'CB-900', 'LM-24', 'SW-01', 'RF-290', 'FN-80'] as const;

/** One or two of the scarce parts. */
export async function wishes({ world }: Story, choose: Choices): Promise<readonly Form[]> {
  const ids = await partIds(world, SCARCE);
  const wanted = Array.from({ length: choose.between(1, 2) }, () => choose.oneOf(...SCARCE));
  return [...new Set(wanted)].map((number) => ({ partId: ids.get(number), quantity: choose.between(1, 2) }));
}

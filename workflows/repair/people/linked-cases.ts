import type { LinkedCaseWanted } from '../../../activities/link-contracts.ts';
import type { Actor } from '../../domain/actors.ts';
import { since } from '../../runtime/generations.ts';
import { openLinkedCase } from '../../runtime/links.ts';
import { numberOf } from '../effects.ts';
import type { RepairCase } from '../repair.case.ts';
import type { RepairCommands, RepairForms } from '../repair.forms.ts';
import { unitInPlace } from '../visits/whereabouts.ts';

/** What a repair hands on to cases of other kinds, to departments and to the review (repair process, 3.4). */

type Wanted = Omit<LinkedCaseWanted, 'facts' | 'waits'> & Partial<Pick<LinkedCaseWanted, 'facts' | 'waits'>>;

/** Every other case learns which unit it is about, and since when the customer waits. */
async function handOn(
  c: RepairCase,
  step: string,
  { facts, waits = false, ...wanted }: Wanted,
  by?: Actor,
): Promise<void> {
  // Repairs from before told people, who opened what was needed.
  if (!since(1, 'linked-cases-requested')) return;
  const { receivedAt, description } = c.body;
  const about = { ...unitInPlace(c), description, receivedAt, ...facts };
  await openLinkedCase(c, step, { ...wanted, waits, facts: about }, by);
}

/** The money of the sale goes back by a return, which this case waits for (3.1 replacement). */
export function returnForRefund(c: RepairCase): Promise<void> {
  return handOn(c, 'refund', {
    kind: 'return-exchange',
    cause: 'refund',
    waits: true,
    text: c.data.diagnosis?.fault ?? c.body.description,
    facts: { byRight: c.data.rightTaken === 'refund' },
  });
}

/** The report is a case of another kind, which begins where this one ends (3.1 intake, 5 `convert`). */
export function convertedTo(
  c: RepairCase,
  kind: RepairCommands['convert']['targetKind'],
  text: string,
  by: Actor,
): Promise<void> {
  return handOn(c, 'converted', { kind, cause: 'converted', text }, by);
}

/** At the policy's last "no", or by the lead's decision on a refusal; all records go along by the link. */
export function complaintAbout(
  c: RepairCase,
  cause: 'notSatisfied' | 'refusal',
  text: string,
): Promise<void> {
  const { dissatisfied, diagnosis } = c.data;
  const { round, attempt } = c.state;
  const facts = { round, attempt, dissatisfied, faultCode: diagnosis?.faultCode ?? null };
  return handOn(c, 'complaint', { kind: 'complaint', cause, text, facts });
}

/** A person was hurt: the incident is opened at once, whatever becomes of the repair (3.4). */
export async function findingsHandedOn(
  c: RepairCase,
  found: RepairForms['diagnose'],
  by: Actor,
  taskId: string,
): Promise<void> {
  const { safetyRisk, fault, faultCode, location, causedBy, qualityHint } = found;
  const facts = { faultCode, location, causedBy };
  const finding = numberOf(taskId);
  if (safetyRisk === 'injury') {
    await handOn(c, `incident/${finding}`, { kind: 'incident', cause: 'injury', text: fault, facts }, by);
  }
  if (qualityHint !== undefined) {
    await handOn(c, `quality/${finding}`, { kind: 'action', cause: 'quality', text: qualityHint, facts }, by);
  }
}

/** A score this low is looked into: cause and measure are noted at the next review (C3.5). */
export function reviewOfScore(c: RepairCase, score: number): void {
  if (score >= c.policy.reworkBelowScore) return;
  const { round } = c.state;
  const facts = { round, score, technicianId: c.data.technicianId };
  const text = c.data.lastWork?.measures ?? c.body.description;
  c.aside(() => handOn(c, `review/${round}`, { kind: 'review', cause: 'lowScore', text, facts }));
}

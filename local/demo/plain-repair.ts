import { type Audience, PlayedCase } from './played-case.ts';
import {
  arrangeVisit,
  checkIn,
  complete,
  CONTACT,
  diagnosed,
  doWork,
  handOver,
  registerUnit,
  reportOf,
  takeUp,
} from './repair-steps.ts';
import type { RestClient } from './rest-client.ts';
import type { OnDay } from './story-days.ts';

const MODEL = 'CT-900';

interface PartInStock {
  readonly part: { readonly id: string; readonly number: string };
  readonly free: number;
}

type PartWishes = readonly { readonly partId: string; readonly quantity: number }[];

/**
 * A repair under warranty as it should go (policy A): reported, answered, assigned, visited, planned and approved, a
 * part signed and issued, done, tested, signed; result told, fees detailed, approved, costed and settled, survey
 * answered. With `wantsParts` false the technician has all that is needed.
 */
export async function playPlainRepair(
  client: RestClient,
  on: OnDay,
  audience: Audience,
  { wantsParts }: { readonly wantsParts: boolean },
): Promise<PlayedCase> {
  const serialNumber = await registerUnit(client, MODEL, on(-60, '09:00').slice(0, 10));
  const parts = wantsParts ? await freeFan(client) : [];
  const report = reportOf(MODEL, serialNumber, 'The controller gets hot and stops after an hour');
  const repair = await PlayedCase.open(client, CONTACT, report, on(0, '09:00'), audience);
  await takeUp(repair, on, 'The controller is switched off; a visit is wanted this week', 'cooling');
  await repair.goTo(on(0, '10:30'));
  const briefing = 'Hot controller: look at the fan and the filter first. The press must be off.';
  const visit = await arrangeVisit(client, repair, on, { from: 1, briefing });
  await checkIn(repair, visit);
  const { technician, at } = visit;
  const found = { faultCode: 'FAN-BLOCKED', fault: 'The fan is blocked', rootCause: 'Bearing worn' };
  const diagnosis = diagnosed(serialNumber, { ...found, location: 'Fan of the power section' });
  await repair.does(technician, 'diagnose', diagnosis);
  await repair.does(technician, 'planWork', {
    measures: 'Renew the fan, clean the filter',
    parts,
    minutes: 45,
    promisedUntil: at('18:00'),
  });
  await repair.goTo(at('10:40'));
  await repair.approves('wang.lei', 'plan');
  if (parts.length > 0) {
    await repair.approves('chen.hao', 'requisition');
    await repair.does('he.jing', 'issueParts', ({ proposes }) => ({ ...proposes, receivedBy: technician }));
  }
  await doWork(repair, visit, 'Fan renewed, filter cleaned');
  await handOver(repair, visit, 'Cooling fan FN-80, original');
  await complete(repair, visit, on);
  return repair;
}

/** One cooling fan for the plan, while the store has one. */
async function freeFan(client: RestClient): Promise<PartWishes> {
  const { items } = await client.get<{ items: readonly PartInStock[] }>('he.jing', '/v1/parts?limit=200');
  const fan = items.find(({ part, free }) => part.number === 'FN-80' && free > 0);
  return fan === undefined ? [] : [{ partId: fan.part.id, quantity: 1 }];
}

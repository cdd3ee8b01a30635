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
  tellResult,
  type Visit,
} from './repair-steps.ts';
import type { RestClient } from './rest-client.ts';
import type { OnDay } from './story-days.ts';

const MODEL = 'CT-900';

/**
 * The customer is told the result and says no: round 2 has the manager as its owner, another technician and a limit
 * of its own; what is found then is put right, and the customer is satisfied (R-16, policy A).
 */
export async function playReworkedRepair(
  client: RestClient,
  on: OnDay,
  audience: Audience,
): Promise<PlayedCase> {
  const serialNumber = await registerUnit(client, MODEL, on(-60, '09:00').slice(0, 10));
  const report = reportOf(MODEL, serialNumber, 'The display goes dark now and then');
  const repair = await PlayedCase.open(client, CONTACT, report, on(0, '09:00'), audience);
  await takeUp(repair, on, 'It happens when the press starts', 'display');
  await repair.goTo(on(0, '10:30'));
  const first = await arrangeVisit(client, repair, on, {
    from: 1,
    briefing: 'Look at the plugs of the display',
  });
  await putRight(repair, first, { serialNumber, planner: first.technician, approver: 'wang.lei' }, 'plug');
  await tellResult(repair, first, 'no');

  const briefing = 'Second visit: the fault came back after two hours. Look beyond the plugs.';
  const second = await arrangeVisit(client, repair, on, { from: first.day + 1, briefing });
  await putRight(repair, second, { serialNumber, planner: 'wang.lei', approver: 'sun.yan' }, 'supply');
  await complete(repair, second, on);
  return repair;
}

interface Planning {
  readonly serialNumber: string;
  readonly planner: string;
  /** Nobody approves a plan of their own. */
  readonly approver: string;
}

const FINDINGS = {
  plug: { faultCode: 'DSP-PLUG', fault: 'A plug is loose', rootCause: 'Vibration', location: 'Display' },
  supply: {
    faultCode: 'DSP-PSU',
    fault: 'The supply drops',
    rootCause: 'Capacitor aged',
    location: 'Supply',
  },
} as const;

async function putRight(
  repair: PlayedCase,
  visit: Visit,
  { serialNumber, planner, approver }: Planning,
  finding: keyof typeof FINDINGS,
): Promise<void> {
  await checkIn(repair, visit);
  await repair.does(visit.technician, 'diagnose', diagnosed(serialNumber, FINDINGS[finding]));
  await repair.does(planner, 'planWork', {
    measures: `Put right: ${FINDINGS[finding].fault}`,
    parts: [],
    minutes: 35,
    promisedUntil: visit.at('18:00'),
  });
  await repair.goTo(visit.at('10:40'));
  await repair.approves(approver, 'plan');
  await doWork(repair, visit, `Put right: ${FINDINGS[finding].fault}`);
  await handOver(repair, visit, 'None were replaced');
}

import { randomUUID } from 'node:crypto';
import type { PlayedCase } from './played-case.ts';
import { RefusedError, type RestClient } from './rest-client.ts';
import type { OnDay } from './story-days.ts';

/* What the played repairs have in common. */

/** The customer of the stories, and who speaks and signs for them. */
const CUSTOMER = 'yuanhang';
export const CONTACT = 'shen.qiang';
export const SIGNER = '沈强';

type Form = Readonly<Record<string, unknown>>;

/** What a unit of the customer is reported with. */
export const reportOf = (productModel: string, serialNumber: string, description: string) => ({
  company: 'A',
  channel: 'web',
  site: { address: '江苏省苏州市工业园区星湖街 218 号', region: 'jiangsu' },
  unit: { productModel, serialNumber },
  description,
});

/** A unit of its own for each play: under warranty, and without earlier repairs. */
export async function registerUnit(
  client: RestClient,
  productModel: string,
  purchasedOn: string,
): Promise<string> {
  const serialNumber = `${productModel}-DEMO-${randomUUID().slice(0, 8).toUpperCase()}`;
  await client.post('li.na', '/v1/units', { productModel, customer: CUSTOMER, serialNumber, purchasedOn });
  return serialNumber;
}

/** The agent calls twelve minutes after the report, and sends the case to the dispatch. */
export async function takeUp(
  repair: PlayedCase,
  on: OnDay,
  summary: string,
  faultGroup: string,
): Promise<void> {
  await repair.goTo(on(0, '09:12'));
  await repair.does('zhang.min', 'contactCustomer', {
    at: on(0, '09:12'),
    reached: true,
    spokeWith: SIGNER,
    summary,
  });
  await repair.goTo(on(0, '09:20'));
  await repair.does('zhang.min', 'classify', {
    class: 'repair',
    priority: 'normal',
    place: 'onSite',
    faultGroup,
    skills: ['electronics'],
    route: 'dispatch',
  });
}

export interface Visit {
  readonly technician: string;
  /** Days after the first day of the story. */
  readonly day: number;
  /** An instant of the visit's day. */
  readonly at: (clock: string) => string;
}

/** The lead sends whom the system proposes, who agrees on the first window from a day on in which nobody else is visited. */
export async function arrangeVisit(
  client: RestClient,
  repair: PlayedCase,
  on: OnDay,
  { from, briefing }: { readonly from: number; readonly briefing: string },
): Promise<Visit> {
  const { about } = await repair.task('assign');
  const [proposed] = about['proposed'] as readonly { readonly personId: string }[];
  if (proposed === undefined) throw new Error('Nobody of the demo organisation is free to repair it');
  const { handle: technician } = await client.get<{ handle: string }>(
    'wang.lei',
    `/v1/people/${proposed.personId}`,
  );
  await repair.does('wang.lei', 'assign', { technicianId: proposed.personId, briefing });
  return agreeOnVisit(repair, technician, on, from);
}

/** The technician agrees on the first window from a day on in which nobody else is visited. */
export async function agreeOnVisit(
  repair: PlayedCase,
  technician: string,
  on: OnDay,
  from: number,
): Promise<Visit> {
  for (let day = from; ; day += 1) {
    const at = (clock: string): string => on(day, clock);
    if (await agreesOn(repair, technician, at)) return { technician, day, at };
  }
}

async function agreesOn(
  repair: PlayedCase,
  technician: string,
  at: (clock: string) => string,
): Promise<boolean> {
  try {
    await repair.does(technician, 'agreeAppointment', {
      reached: true,
      spokeWith: SIGNER,
      place: 'onSite',
      windowFrom: at('10:00'),
      windowTo: at('12:00'),
      customerWish: false,
    });
    return true;
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'TECHNICIAN_BUSY') return false;
    throw error;
  }
}

export async function checkIn(repair: PlayedCase, { technician, at }: Visit): Promise<void> {
  await repair.goTo(at('10:10'));
  await repair.does(technician, 'checkIn', {
    at: at('10:10'),
    idShown: true,
    workConfirmed: true,
    surroundingsProtected: true,
  });
  await repair.goTo(at('10:30'));
}

export const diagnosed = (serialSeen: string, more: Form): Form => ({
  serialSeen,
  causedBy: 'product',
  coverage: 'warranty',
  repairable: 'yes',
  complex: false,
  safetyRisk: 'none',
  go: 'plan',
  ...more,
});

/** Parts that are proposed as used are used. */
export async function doWork(repair: PlayedCase, { technician, at }: Visit, measures: string): Promise<void> {
  await repair.goTo(at('11:20'));
  await repair.does(technician, 'doWork', ({ proposes }) => ({
    ...proposes,
    startedAt: at('10:45'),
    finishedAt: at('11:20'),
    measures,
    minutes: 35,
    result: 'done',
  }));
}

/** Tested and signed for. */
export async function handOver(
  repair: PlayedCase,
  { technician, at }: Visit,
  partsTold: string,
): Promise<void> {
  await repair.does(technician, 'testUnit', {
    standard: 'Acceptance test of the maker',
    checks: [{ item: 'Ten minutes under load', value: 'no fault', passed: true }],
    passed: true,
  });
  await repair.goTo(at('11:30'));
  await repair.does(technician, 'handOver', {
    demonstrated: true,
    partsTold,
    placeLeftClean: true,
    damageDone: 'none',
    signed: 'yes',
    signedBy: SIGNER,
    signature: await repair.signature(technician),
  });
}

export async function tellResult(repair: PlayedCase, { at }: Visit, answer: 'yes' | 'no'): Promise<void> {
  await repair.goTo(at('14:00'));
  await repair.does('zhang.min', 'tellResult', {
    manner: 'phone',
    at: at('14:00'),
    reached: true,
    satisfied: answer,
    ...(answer === 'no' && { newDemand: 'It shall run through a whole shift', sameFault: true }),
  });
}

/** The fees are detailed, approved, costed and settled; the customer answers the survey and is called once more. */
export async function complete(repair: PlayedCase, visit: Visit, on: OnDay): Promise<void> {
  await tellResult(repair, visit, 'yes');
  // Under warranty the detail names what was done and charges nothing.
  await repair.does('zhang.min', 'feeDetail', ({ proposes }) => proposes);
  await repair.approves('zhou.jie', 'feeDetail');
  await repair.goTo(visit.at('16:00'));
  await repair.does('lin.xia', 'costFees', ({ proposes }) => proposes);
  await repair.does('lin.xia', 'settleBalance', ({ proposes }) => proposes);
  const dayAfter = on(visit.day + 1, '11:40');
  await repair.goTo(dayAfter);
  await repair.does(CONTACT, 'answerSurvey', { score: 96, satisfied: 'yes' });
  await repair.does('zhang.min', 'followUp', {
    manner: 'phone',
    at: dayAfter,
    reached: true,
    quality: 95,
    inUse: true,
    satisfied: 'yes',
  });
  await repair.closed();
}

import { randomUUID } from 'node:crypto';
import { type Audience, PlayedCase } from './played-case.ts';
import { RefusedError, type RestClient } from './rest-client.ts';
import type { OnDay } from './story-days.ts';

const MODEL = 'CT-900';
const CUSTOMER = 'yuanhang';
const CONTACT = 'shen.qiang';
const FAULT_CODE = 'FAN-BLOCKED';

interface PartInStock {
  readonly part: { readonly id: string; readonly number: string };
  readonly free: number;
}

type PartWishes = readonly { readonly partId: string; readonly quantity: number }[];

/** What a repair line shows to whoever issues it. */
interface ReservedLine {
  readonly lineId: string;
  readonly quantity: number;
}

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
  const serialNumber = await registerUnit(client, on(-60, '09:00').slice(0, 10));
  const parts = wantsParts ? await freeFan(client) : [];
  const report = {
    company: 'A',
    channel: 'web',
    site: { address: '江苏省苏州市工业园区星湖街 218 号', region: 'jiangsu' },
    unit: { productModel: MODEL, serialNumber },
    description: 'The controller gets hot and stops after an hour',
  };
  const repair = await PlayedCase.open(client, CONTACT, report, on(0, '09:00'), audience);
  await takeUp(repair, on);
  const visit = await arrangeVisit(client, repair, on);
  await visitAndPlan(repair, visit, { serialNumber, parts });
  await doTheWork(repair, visit, parts.length > 0);
  await complete(repair, visit);
  await repair.closed();
  return repair;
}

/** A unit of its own for each play: under warranty, and without earlier repairs. */
async function registerUnit(client: RestClient, purchasedOn: string): Promise<string> {
  const serialNumber = `CT900-DEMO-${randomUUID().slice(0, 8).toUpperCase()}`;
  await client.post('li.na', '/v1/units', {
    productModel: MODEL,
    customer: CUSTOMER,
    serialNumber,
    purchasedOn,
  });
  return serialNumber;
}

/** One cooling fan for the plan, while the store has one. */
async function freeFan(client: RestClient): Promise<PartWishes> {
  const { items } = await client.get<{ items: readonly PartInStock[] }>('he.jing', '/v1/parts?limit=200');
  const fan = items.find(({ part, free }) => part.number === 'FN-80' && free > 0);
  return fan === undefined ? [] : [{ partId: fan.part.id, quantity: 1 }];
}

async function takeUp(repair: PlayedCase, on: OnDay): Promise<void> {
  await repair.goTo(on(0, '09:12'));
  await repair.does('zhang.min', 'contactCustomer', {
    at: on(0, '09:12'),
    reached: true,
    spokeWith: '沈强',
    summary: 'The controller is switched off; a visit is wanted this week',
  });
  await repair.goTo(on(0, '09:20'));
  await repair.does('zhang.min', 'classify', {
    class: 'repair',
    priority: 'normal',
    place: 'onSite',
    faultGroup: 'cooling',
    skills: ['electronics'],
    route: 'dispatch',
  });
}

interface Visit {
  readonly technician: string;
  /** An instant of the visit's day. */
  readonly at: (clock: string) => string;
  readonly dayAfter: (clock: string) => string;
}

/** The lead sends whom the system proposes, who agrees on the first window in which nobody else is visited. */
async function arrangeVisit(client: RestClient, repair: PlayedCase, on: OnDay): Promise<Visit> {
  await repair.goTo(on(0, '09:40'));
  const { about } = await repair.task('assign');
  const [proposed] = about['proposed'] as readonly { readonly personId: string }[];
  if (proposed === undefined) throw new Error('Nobody of the demo organisation is free to repair it');
  const { handle: technician } = await client.get<{ handle: string }>(
    'wang.lei',
    `/v1/people/${proposed.personId}`,
  );
  await repair.does('wang.lei', 'assign', {
    technicianId: proposed.personId,
    briefing: 'Hot controller: look at the fan and the filter first. The press must be off.',
  });
  await repair.goTo(on(0, '10:30'));
  for (let day = 1; ; day += 1) {
    const agreed = await agreesOn(repair, technician, (clock) => on(day, clock));
    if (agreed) {
      return { technician, at: (clock) => on(day, clock), dayAfter: (clock) => on(day + 1, clock) };
    }
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
      spokeWith: '沈强',
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

async function visitAndPlan(
  repair: PlayedCase,
  { technician, at }: Visit,
  unit: { readonly serialNumber: string; readonly parts: PartWishes },
): Promise<void> {
  await repair.goTo(at('10:10'));
  await repair.does(technician, 'checkIn', {
    at: at('10:10'),
    idShown: true,
    workConfirmed: true,
    surroundingsProtected: true,
  });
  await repair.goTo(at('10:30'));
  await repair.does(technician, 'diagnose', {
    serialSeen: unit.serialNumber,
    faultCode: FAULT_CODE,
    fault: 'The fan is blocked',
    rootCause: 'Bearing worn',
    location: 'Fan of the power section',
    causedBy: 'product',
    coverage: 'warranty',
    repairable: 'yes',
    complex: false,
    safetyRisk: 'none',
    go: 'plan',
  });
  await repair.does(technician, 'planWork', {
    measures: 'Renew the fan, clean the filter',
    parts: unit.parts,
    minutes: 45,
    promisedUntil: at('18:00'),
  });
  await repair.goTo(at('10:40'));
  await repair.approves('wang.lei', 'plan');
}

async function doTheWork(repair: PlayedCase, { technician, at }: Visit, withParts: boolean): Promise<void> {
  if (withParts) {
    await repair.approves('chen.hao', 'requisition');
    await repair.does('he.jing', 'issueParts', ({ about }) => ({
      lines: linesOf(about).map(({ lineId, quantity }) => ({ lineId, quantity })),
      receivedBy: technician,
    }));
  }
  await repair.goTo(at('11:20'));
  await repair.does(technician, 'doWork', ({ about }) => ({
    startedAt: at('10:45'),
    finishedAt: at('11:20'),
    measures: 'Fan renewed, filter cleaned',
    consumed: linesOf(about).map(({ lineId, quantity }) => ({ lineId, quantity })),
    minutes: 35,
    result: 'done',
  }));
  await repair.does(technician, 'testUnit', {
    standard: 'CT-900 acceptance test',
    checks: [{ item: 'Temperature after 10 minutes', value: '41 °C', passed: true }],
    passed: true,
  });
  await repair.goTo(at('11:30'));
  await repair.does(technician, 'handOver', {
    demonstrated: true,
    partsTold: 'Cooling fan FN-80, original',
    placeLeftClean: true,
    damageDone: 'none',
    signed: 'yes',
    signedBy: '沈强',
    signature: await repair.signature(technician),
  });
}

const linesOf = (about: Readonly<Record<string, unknown>>): readonly ReservedLine[] =>
  about['lines'] as readonly ReservedLine[];

async function complete(repair: PlayedCase, { at, dayAfter }: Visit): Promise<void> {
  await repair.goTo(at('14:00'));
  await repair.does('zhang.min', 'tellResult', {
    manner: 'phone',
    at: at('14:00'),
    reached: true,
    satisfied: 'yes',
  });
  await repair.does('zhang.min', 'feeDetail', ({ about }) => ({ lines: chargedLines(about) }));
  await repair.approves('zhou.jie', 'feeDetail');
  await repair.goTo(at('16:00'));
  await repair.does('lin.xia', 'costFees', {
    lines: [
      { kind: 'labour', costMinor: 9_000, account: 'warranty' },
      { kind: 'travel', costMinor: 12_000, account: 'warranty' },
    ],
  });
  await repair.does('lin.xia', 'settleBalance', { method: 'none' });
  await repair.goTo(dayAfter('11:40'));
  await repair.does(CONTACT, 'answerSurvey', { score: 96, satisfied: 'yes' });
  await repair.does('zhang.min', 'followUp', {
    manner: 'phone',
    at: dayAfter('11:40'),
    reached: true,
    quality: 95,
    inUse: true,
    satisfied: 'yes',
  });
}

/** Under warranty the detail names what was done and charges nothing. */
function chargedLines(about: Readonly<Record<string, unknown>>): readonly object[] {
  const lines = about['lines'] as readonly {
    readonly kind: string;
    readonly text: string;
    readonly quantity: number;
  }[];
  return lines.map(({ kind, text, quantity }) => ({ kind, text, quantity, amountMinor: 0 }));
}

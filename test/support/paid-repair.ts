import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  followedUp,
  handedOver,
  paid,
  planned,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from './repair-steps.ts';
import type { Form, Story } from './story.ts';
import type { World } from './world.ts';

/** What the people of this story say about each other: it must turn up in the case and nowhere else. */
export const TOLD = {
  description: 'The control panel behind the altar flickers',
  address: '17 Nightingale Lane, third courtyard',
  spokeWith: 'Ms Adaeze Nightingale',
  summary: 'She will be at home from nine on and knows about the fee',
} as const;

const REPAIR_MINOR = 12_000;

/** However long a crash lasts, what is expected turns up within this. */
const PATIENCE = { timeout: 60_000, interval: 100 };

/** A day and time of a story that begins on the given day of 2026 (`07-06`). */
type OnDay = (day: number, clock: string) => string;

const from =
  (firstDay: string): OnDay =>
  (day, clock) => {
    const date = new Date(Date.parse(`2026-${firstDay}T00:00:00Z`) + day * 86_400_000);
    return `${date.toISOString().slice(5, 10)} ${clock}`;
  };

/**
 * A chargeable repair on site with a part, as it should go (policy A): quoted, accepted and paid before the work, a
 * part reserved, issued and fitted; the fee detail is lower than what was paid, so the rest is given back.
 * @param monday first day, `07-06`: of a week without holidays
 */
export async function livePaidRepair(world: World, monday: string): Promise<Story> {
  const on = from(monday);
  const serialNumber = await registerUnit(world);
  const story = await world.openRepair('shen.qiang', on(0, '09:00'), {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber },
    site: { address: TOLD.address, region: 'jiangsu' },
    description: TOLD.description,
  });
  await takeUp(story, on);
  const technician = await visit(story, on, serialNumber);
  await quoteAndPay(story, on);
  await repair(story, on, technician);
  await complete(story, on);
  return story;
}

/** Outside warranty, and no other case's. */
async function registerUnit(world: World): Promise<string> {
  const serialNumber = `CT900-${randomUUID().slice(0, 8)}`;
  const registered = await world.call('li.na', 'POST', '/v1/units', {
    productModel: 'CT-900',
    customer: 'yuanhang',
    serialNumber,
    purchasedOn: '2023-01-10',
  });
  expect(registered.status, JSON.stringify(registered.body)).toBe(201);
  return serialNumber;
}

async function takeUp(story: Story, on: OnDay): Promise<void> {
  const { spokeWith, summary } = TOLD;
  await step(story, 'zhang.min', 'contactCustomer', contacted(on(0, '09:00'), { spokeWith, summary }));
  const classification = classified({ skills: ['electronics'], ...feeTold(on(0, '09:00')) });
  await step(story, 'zhang.min', 'classify', classification);
}

async function visit(story: Story, on: OnDay, serialNumber: string): Promise<string> {
  await untilOpen(story, 'assign');
  const technician = await assigns(story, 'wang.lei');
  const { spokeWith } = TOLD;
  const window = windowAgreed(on(1, '10:00'), on(1, '12:00'), { spokeWith });
  await step(story, technician, 'agreeAppointment', window);
  await story.goTo(on(1, '10:10'));
  await step(story, technician, 'checkIn', checkedIn(on(1, '10:10')));
  await step(story, technician, 'diagnose', diagnosed({ serialSeen: serialNumber }));
  const parts = [{ partId: await partId(story.world, 'FN-80'), quantity: 1 }];
  await step(story, technician, 'planWork', planned(on(1, '18:00'), { parts }));
  await approval(story, 'wang.lei', 'plan');
  return technician;
}

async function partId(world: World, number: string): Promise<string> {
  const { body } = await world.call('he.jing', 'GET', '/v1/parts?limit=200');
  const { items } = body as { items: readonly { part: { id: string; number: string } }[] };
  return items.find(({ part }) => part.number === number)?.part.id ?? '';
}

interface Line {
  readonly kind: string;
  readonly text: string;
  readonly quantity: number;
  readonly amountMinor: number;
}

const linesOf = (about: Form): readonly Line[] =>
  (about['lines'] as readonly Line[]).map(({ kind, text, quantity, amountMinor }) => ({
    ...{ kind, text, quantity, amountMinor },
  }));

async function quoteAndPay(story: Story, on: OnDay): Promise<void> {
  const { about } = await untilOpen(story, 'quote');
  const lines = linesOf(about);
  const totalMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  await step(story, 'zhang.min', 'quote', { lines });
  await step(story, 'shen.qiang', 'answerQuote', { answer: 'accepted' });
  const reference = `TT-${story.caseId.slice(0, 8)}`;
  await step(story, 'lin.xia', 'confirmPayment', paid(on(1, '10:10'), totalMinor, reference));
}

async function repair(story: Story, on: OnDay, technician: string): Promise<void> {
  await approval(story, 'chen.hao', 'requisition');
  const { about } = await untilOpen(story, 'issueParts');
  const [line] = about['lines'] as readonly { readonly lineId: string }[];
  const lines = [{ lineId: line?.lineId, quantity: 1 }];
  await step(story, 'he.jing', 'issueParts', { lines, receivedBy: technician });
  const work = worked(on(1, '10:10'), on(1, '10:10'), { consumed: lines });
  await step(story, technician, 'doWork', work);
  await step(story, technician, 'testUnit', tested());
  await step(story, technician, 'handOver', handedOver({ signedBy: TOLD.spokeWith }));
}

async function complete(story: Story, on: OnDay): Promise<void> {
  await step(story, 'zhang.min', 'tellResult', resultTold(on(1, '10:10'), 'yes'));
  const charged = { kind: 'labour', text: 'Labour', quantity: 1, amountMinor: REPAIR_MINOR };
  await step(story, 'zhang.min', 'feeDetail', { lines: [charged] });
  await approval(story, 'zhou.jie', 'feeDetail');
  const costs = [{ kind: 'labour', costMinor: 8_000, account: 'customer' }];
  await step(story, 'lin.xia', 'costFees', { lines: costs });
  const reference = `RF-${story.caseId.slice(0, 8)}`;
  await step(story, 'lin.xia', 'settleBalance', { method: 'bank', reference });
  await story.goTo(on(2, '10:30'));
  await step(story, 'zhang.min', 'followUp', followedUp(on(2, '10:30')));
  await step(story, 'shen.qiang', 'answerSurvey', { score: 96, satisfied: 'yes' });
  await vi.waitFor(async () => {
    expect(await story.phase()).toBe('closed');
  }, PATIENCE);
}

const untilOpen = (story: Story, kind: string) => vi.waitFor(() => story.task(kind), PATIENCE);

/** Completes a task as soon as it is open. */
async function step(story: Story, who: string, kind: string, form: Form): Promise<void> {
  await untilOpen(story, kind);
  await story.does(who, kind, form);
}

/** Approves as soon as it is asked for. The decision is a signal: what follows may take a moment. */
async function approval(story: Story, who: string, subject: string): Promise<void> {
  const { id } = await vi.waitFor(() => story.pending(subject), PATIENCE);
  const answer = await story.world.call(who, 'POST', `/v1/approvals/${id}/decision`, {
    decision: 'approved',
  });
  expect([200, 202], `${who} ${subject}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
}

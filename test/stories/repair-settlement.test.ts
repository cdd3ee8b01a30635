import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from '../support/repair-money-steps.ts';
import { accountOf, soon } from '../support/repair-parts-steps.ts';
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
  quoted,
  quotedOffList,
  refusalOf,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from '../support/repair-steps.ts';
import { minuteOf, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const SITE = { site: { address: 'Hall 3', region: 'city' }, description: 'The display stays dark' };

/** A controller of A whose technician is there on Wed 07-15 at 09:00. */
async function onSite(serialNumber: string, technician: string): Promise<Story> {
  const unit = { productModel: 'CT-900', serialNumber };
  const opened = { company: 'A', channel: 'web', unit, ...SITE };
  const story = await world.openRepair('shen.qiang', '07-14 15:00', opened);
  await story.does('zhang.min', 'contactCustomer', contacted('07-14 15:00'));
  const skills = { skills: ['electronics'], ...feeTold('07-14 15:00') };
  await story.does('zhang.min', 'classify', classified(skills));
  await assigns(story, 'wang.lei', technician);
  await story.does(technician, 'agreeAppointment', windowAgreed('07-15 08:30', '07-15 10:00'));
  await story.goTo('07-15 09:00');
  await story.does(technician, 'checkIn', checkedIn('07-15 09:00'));
  return story;
}

async function worksUntilTen(story: Story, technician: string): Promise<void> {
  await story.goTo('07-15 10:00');
  await story.does(technician, 'doWork', worked('07-15 09:00', '07-15 10:00'));
  await story.does(technician, 'testUnit', tested());
  await story.does(technician, 'handOver', handedOver());
  await story.does('zhang.min', 'tellResult', resultTold('07-15 10:00', 'yes'));
}

/** Quoted at 800.00, accepted and paid; completion is entered on Wed 07-15 at 10:00. */
async function paidAndDone(): Promise<Story> {
  const story = await onSite('CT900-23-00408', 'huang.lin');
  await story.does('huang.lin', 'diagnose', diagnosed({ serialSeen: 'CT900-23-00408' }));
  await story.does('huang.lin', 'planWork', planned('07-15 18:00', { minutes: 240 }));
  await story.approves('wang.lei', 'plan');
  await story.does('zhang.min', 'quote', quotedOffList(80_000));
  await story.does('shen.qiang', 'answerQuote', { answer: 'accepted' });
  await story.does('lin.xia', 'confirmPayment', paid('07-15 09:00', 80_000, 'TT-3'));
  await worksUntilTen(story, 'huang.lin');
  return story;
}

interface Month {
  readonly closed: { readonly at: string; readonly by: string } | null;
  readonly totals: readonly object[];
  readonly items: readonly {
    readonly caseId: string;
    readonly entries: readonly { readonly kind: string; readonly amountMinor: number }[];
    readonly [field: string]: unknown;
  }[];
  readonly nextCursor: string | null;
}

async function july(query = ''): Promise<Month> {
  const answer = await world.call('lin.xia', 'GET', `/v1/settlements?month=2026-07${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body as Month;
}

const settledEntries = [
  'due 80000',
  'payment 80000',
  'cost 40000',
  'due_voided 15000',
  'refund_due 15000',
  'settlement 65000',
  'refund_paid 15000',
];

describe('a fee detail below what was paid (repair scenario 3)', () => {
  it('gives the difference back once, and is listed in the settlement of its month', async () => {
    const story = await paidAndDone();
    expect(await story.due('settle')).toBe('07-22 18:00');
    await story.does('zhang.min', 'feeDetail', quoted(65_000));
    await story.approves('zhou.jie', 'feeDetail');
    const costs = [{ kind: 'labour', costMinor: 40_000, account: 'customer' }];
    await story.does('lin.xia', 'costFees', { lines: costs });
    await story.goTo('07-22 17:00');
    const { about } = await story.task('settleBalance');
    expect(about).toMatchObject({ toRefundMinor: 15_000 });
    const refund = { method: 'bank', reference: 'RF-3', invoiceNumber: 'INV-3' };
    await story.does('lin.xia', 'settleBalance', refund);
    await story.settled();
    expect(await entriesOf(story)).toEqual(settledEntries);
    expect(await story.messages('refundPaid')).toHaveLength(1);
    const settle = await story.commitment('settle');
    expect(settle).toMatchObject({ status: 'met', isMissed: false });
    expect(minuteOf(settle.metAt ?? '')).toBe('07-22 17:00');

    const month = await july();
    expect(month.items.map(({ caseId }) => caseId)).toEqual([story.caseId]);
    expect(month.items[0]).toMatchObject({ company: 'A', dueMinor: 65_000, refundedMinor: 15_000 });
    expect(month.items[0]?.entries.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`)).toEqual(
      settledEntries,
    );
  });
});

describe('the monthly settlement', () => {
  it('lists a free repair by what it cost, page by page, with the totals of the month', async () => {
    const story = await onSite('CT900-26-00031', 'ma.chao');
    const fault = { serialSeen: 'CT900-26-00031', causedBy: 'product', coverage: 'warranty' };
    await story.does('ma.chao', 'diagnose', diagnosed(fault));
    await story.does('ma.chao', 'planWork', planned('07-15 18:00'));
    await story.approves('wang.lei', 'plan');
    await worksUntilTen(story, 'ma.chao');
    await story.does('zhang.min', 'feeDetail', { lines: [] });
    await story.approves('zhou.jie', 'feeDetail');
    const costs = [{ kind: 'labour', costMinor: 9_000, account: 'warranty' }];
    await story.does('lin.xia', 'costFees', { lines: costs });
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await story.goTo('07-16 11:00');
    await story.does('zhang.min', 'followUp', followedUp('07-16 11:00'));
    await story.does('shen.qiang', 'answerSurvey', { score: 95, satisfied: 'yes' });
    await story.settled();
    expect(await accountOf(story)).toMatchObject({ inside: { settlementMonth: '2026-07' } });

    const first = await july('&limit=1');
    const second = await july(`&limit=1&cursor=${first.nextCursor ?? ''}`);
    expect(first.items).toHaveLength(1);
    expect(second.items[0]).toMatchObject({ caseId: story.caseId, outcome: 'repaired', costMinor: 9_000 });
    expect(second.nextCursor).toBeNull();
    expect(second.totals).toEqual([
      {
        ...{ currency: 'CNY', cases: 2, chargedMinor: 65_000, paidMinor: 80_000 },
        ...{ refundedMinor: 15_000, receivableMinor: 0 },
        costs: [
          { account: 'customer', costMinor: 40_000 },
          { account: 'warranty', costMinor: 9_000 },
        ],
      },
    ]);
  });

  it('is closed by finance once, and read by finance and managers', async () => {
    const url = '/v1/settlements/2026-07/close';
    expect(await refusalOf(world.call('sun.yan', 'POST', url))).toBe('403 ROLE_MISSING');
    expect(await refusalOf(world.call('zhang.min', 'GET', '/v1/settlements?month=2026-07'))).toBe(
      '403 ROLE_MISSING',
    );
    expect((await world.call('sun.yan', 'GET', '/v1/settlements?month=2026-07')).status).toBe(200);
    expect(await refusalOf(world.call('lin.xia', 'GET', '/v1/settlements?month=2026-13'))).toBe(
      '400 MALFORMED',
    );
    const [one, other] = await Promise.all([1, 2].map(() => world.call('lin.xia', 'POST', url)));
    expect(one?.status).toBe(200);
    expect(other?.body).toEqual(one?.body);
    expect((await july()).closed?.by).toBe(await world.personId('lin.xia'));
    const { body } = await world.call('song.qi', 'GET', '/v1/audit-log?subjectId=2026-07');
    const changes = (body as { items: { action: string; after: { month?: string } }[] }).items;
    expect(changes.filter(({ after }) => after.month === '2026-07')).toHaveLength(1);
  });

  it('takes nothing in once it is closed: the task of finance says why and stays open', async () => {
    const story = await paidAndDone();
    await story.does('zhang.min', 'feeDetail', quoted(80_000));
    await story.approves('zhou.jie', 'feeDetail');
    const costs = [{ kind: 'labour', costMinor: 40_000, account: 'customer' }];
    await story.does('lin.xia', 'costFees', { lines: costs });
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await soon(async () => {
      expect((await story.task('settleBalance')).about['refused']).toMatchObject({ code: 'MONTH_SETTLED' });
    });
    await story.goTo('08-03 09:00');
    await story.does('lin.xia', 'settleBalance', { method: 'none' });
    await story.settled();
    expect(await accountOf(story)).toMatchObject({ inside: { settlementMonth: '2026-08' } });
    expect((await july()).items.map(({ caseId }) => caseId)).not.toContain(story.caseId);
  });
});

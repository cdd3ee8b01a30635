import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeQuote, handInCaseCash } from '../../db/repositories/case-money.repository.ts';
import { recordFeeDetail } from '../../db/repositories/fees.repository.ts';
import { recordPayment } from '../../db/repositories/money.repository.ts';
import { sourceLine, type SourceLine, substituteLine } from '../../db/repositories/purchases.repository.ts';
import { offerQuote } from '../../db/repositories/quotes.repository.ts';
import { workflowIdOf } from '../../workflows/runtime/names.ts';
import { controllerPlanned } from '../support/controller-steps.ts';
import {
  accountOf,
  detailsFees,
  entriesOf,
  finishesSofa,
  read,
  sofaAccepted,
  sofaInWorkshop,
  sofaQuoted,
} from '../support/repair-money-steps.ts';
import { linesOf, soon, stockOf } from '../support/repair-parts-steps.ts';
import { paid, planned, quoted } from '../support/repair-steps.ts';
import { at, type Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

/*
 * A worker and Temporal's memory of an answer are lost together when the effect of the answer is in the books, and the
 * person then enters something else: the books stand, and the case follows them.
 */

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const NOW = Date.parse(at('04-28 11:00'));

/** What the lost turn has left in the books. */
const lost = ({ caseId }: Story) => {
  const { db } = world;
  const key = (step: string): string => `${workflowIdOf('repair', caseId)}/${step}`;
  const of = { caseId, currency: 'CNY', person: null };
  return {
    offer: (amountMinor: number) => {
      const line = {
        kind: 'labour',
        description: '人工',
        quantity: 1,
        amountMinor,
        listMinor: amountMinor,
      } as const;
      const terms = {
        revision: 1,
        scope: 'whole',
        priceListVersion: 1,
        validUntil: NOW + 86_400_000,
      } as const;
      return offerQuote(db, key('quote/1'), { ...of, ...terms, lines: [line] }, NOW);
    },
    accepted: () =>
      closeQuote(db, key('quote/1/answer'), { ...of, revision: 1, answer: 'accepted', text: '' }, NOW),
    payment: (amountMinor: number, reference: string) =>
      recordPayment(
        db,
        key(`payment/bank/${reference}`),
        { ...of, amountMinor, method: 'bank', reference },
        NOW,
      ),
    cash: (taskId: string, amountMinor: number) =>
      handInCaseCash(db, key(`cash/${taskId.split('.')[1] ?? ''}`), { ...of, amountMinor }, NOW),
    source: (taskId: string, lineId: string, source: Pick<SourceLine, 'way' | 'expectedAt'>) =>
      sourceLine(
        db,
        key(`parts/source/${lineId}/${taskId.split('.')[1] ?? ''}`),
        { lineId, ...source, person: null },
        NOW,
      ),
    substitute: (taskId: string, lineId: string, substitutePartId: string) =>
      substituteLine(
        db,
        key(`parts/substitute/${lineId}/${taskId.split('.')[1] ?? ''}`),
        { lineId, newLineId: randomUUID(), substitutePartId, approvedBy: null, person: null },
        NOW,
      ),
    feeDetail: (chargedMinor: number) => {
      const line = { kind: 'labour', description: '人工', quantity: 1, chargedMinor } as const;
      return recordFeeDetail(db, key('fee/1'), { ...of, revision: 1, lines: [line] }, NOW);
    },
  };
};

const refusedIn = async (story: Story, kind: string): Promise<unknown> =>
  (await story.task(kind)).about['refused'];

const refused = expect.objectContaining({ code: 'RECORDED_OTHERWISE' }) as unknown;

async function switchShort(): Promise<{ story: Story; id: string; lineId: string }> {
  const { partId } = await stockOf(world, 'SW-01');
  const { story } = await controllerPlanned(world, '04-28', [{ partId, quantity: 1 }]);
  await story.approves('chen.hao', 'requisition');
  const { id, about } = await soon(() => story.task('sourceLine'));
  return { story, id, lineId: String(about['lineId']) };
}

/** Why the way that was entered last came back; waits until it has. */
async function refusalOfSource(story: Story): Promise<string> {
  const { reason } = (await refusedIn(story, 'sourceLine')) as { readonly reason: string };
  return reason;
}

describe('what a person enters after a lost turn has recorded something else', () => {
  it('comes back for a payment, until it is entered as it is in the books', async () => {
    const { story } = await sofaAccepted(world);
    await lost(story).payment(40_000, 'TT-1');
    for (const amountMinor of [48_000, 47_000]) {
      await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', amountMinor, 'TT-1'));
      await soon(async () => {
        expect(await refusedIn(story, 'confirmPayment')).toEqual(refused);
      });
    }
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 40_000, 'TT-1'));
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 8_000, 'TT-2'));
    await story.settled();
    expect(await entriesOf(story)).toEqual(['due 48000', 'payment 40000', 'payment 8000']);
    expect(await story.phase()).toBe('work');
  });

  it('is offered as the next revision of a quotation', async () => {
    const { story, technician } = await sofaInWorkshop(world);
    await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 240 }));
    await story.approves('wang.lei', 'plan');
    await lost(story).offer(90_000);
    await story.does('zhang.min', 'quote', quoted(48_000));
    await story.settled();
    const { items } = await read<{ items: { revision: number; state: string }[] }>(story, 'quotes');
    expect(items).toMatchObject([
      { revision: 1, state: 'superseded', totalMinor: 90_000 },
      { revision: 2, state: 'offered', totalMinor: 48_000 },
    ]);
  });

  it('counts no more where a quotation was accepted: the first answer stands', async () => {
    const { story } = await sofaQuoted(world);
    await lost(story).accepted();
    await story.does('chen.xiao.self', 'answerQuote', { answer: 'declined' });
    await soon(async () => {
      expect(await story.task('confirmPayment')).toMatchObject({ about: { outstandingMinor: 48_000 } });
    });
    expect(await accountOf(story)).toMatchObject({ dueMinor: 48_000 });
  });

  it('does not change where a short part comes from: the case goes by the books', async () => {
    const { story, id, lineId } = await switchShort();
    await lost(story).source(id, lineId, { way: 'notObtainable' });
    const purchase = { way: 'purchase', expectedAt: at('04-30 12:00'), reason: 'Sold out' };
    await story.does('he.jing', 'sourceLine', purchase);
    await soon(async () => {
      expect(await story.phase()).toBe('replacement');
    });
    expect(await story.messages('partDelayed')).toEqual([]);
  });

  it('comes back for a part that was replaced already, until the substitute is entered that is in the books', async () => {
    const { story, id, lineId } = await switchShort();
    const { partId } = await stockOf(world, 'SW-02');
    await lost(story).substitute(id, lineId, partId);
    const purchase = { way: 'purchase', expectedAt: at('04-30 12:00'), reason: 'Sold out' };
    for (let tries = 0; tries < 2; tries += 1) {
      await story.does('he.jing', 'sourceLine', purchase);
      expect(await soon(() => refusalOfSource(story))).toContain('replaced by the substitute SW-02');
    }
    await story.does('he.jing', 'sourceLine', { way: 'substitute', substitutePartId: partId });
    await soon(async () => {
      expect((await story.tasks()).map(({ kind }) => kind)).toContain('issueParts');
    });
    await story.settled();
    const lines = (await linesOf(story)).map(({ part, quantities }) => [part.number, quantities['short']]);
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual(['SW-01', 0]);
    expect(await story.messages('partDelayed')).toEqual([]);
  });

  it('comes back for a part that was given up already, until that is entered', async () => {
    const { story, id, lineId } = await switchShort();
    const { partId } = await stockOf(world, 'SW-02');
    await lost(story).source(id, lineId, { way: 'notObtainable' });
    for (let tries = 0; tries < 2; tries += 1) {
      await story.does('he.jing', 'sourceLine', { way: 'substitute', substitutePartId: partId });
      expect(await soon(() => refusalOfSource(story))).toContain('not obtainable');
    }
    await story.does('he.jing', 'sourceLine', { way: 'notObtainable' });
    await soon(async () => {
      expect(await story.phase()).toBe('replacement');
    });
  });

  it('leaves as much cash to be handed in as the books have, and a fee detail to be entered anew', async () => {
    const { story, technician } = await sofaAccepted(world);
    await story.does('lin.xia', 'confirmPayment', paid('04-28 11:00', 48_000, 'K-1', { method: 'cash' }));
    const { id } = await story.task('handInCash');
    await lost(story).cash(id, 18_000);
    await story.does('lin.xia', 'handInCash', { amountMinor: 40_000, at: at('04-28 11:00') });
    await soon(async () => {
      expect(await story.task('handInCash')).toMatchObject({ about: { amountMinor: 30_000 } });
    });
    await story.does('lin.xia', 'handInCash', { amountMinor: 30_000, at: at('04-28 11:00') });

    await finishesSofa(story, technician, '04-28 11:00');
    await lost(story).feeDetail(1_000);
    await story.does('zhang.min', 'feeDetail', quoted(48_000));
    await soon(async () => {
      expect(await refusedIn(story, 'feeDetail')).toContain('in the books already');
    });
    await detailsFees(story);
    await soon(async () => {
      expect(await accountOf(story)).toMatchObject({ dueMinor: 48_000, balanced: true });
    });
  });
});

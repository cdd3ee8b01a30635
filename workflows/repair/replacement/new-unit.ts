import type { ReplacementItem } from '../../../activities/repair-contracts.ts';
import { hasAnyRole, THE_PROCESS } from '../../domain/actors.ts';
import { invalid, refusedAt } from '../../domain/errors.ts';
import type { ReplacementShare } from '../../domain/replacement.ts';
import { checkPast } from '../../domain/reported.ts';
import { effect } from '../../runtime/effects.ts';
import { effects, keyed } from '../effects.ts';
import { endEarly } from '../endings/ending.ts';
import { issueReserved } from '../parts/issuing.ts';
import { visitFeeDue } from '../visits/no-show.ts';
import { collectPayment } from '../money/payment.ts';
import { waitForShortLines } from '../phases/parts.ts';
import { type QuoteEnd, quoteAndAgree } from '../money/quotation.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import { isFree } from '../repair.rules.ts';
import { changeLine, lineOf, releaseParts, requisition } from '../parts/requisition.ts';
import { unitInPlace } from '../visits/whereabouts.ts';

/** The unit that takes the place of one beyond repair: paid for, got from the store, exchanged, the old one disposed of. */

export const newUnitTasks: TasksOf<'collectOld' | 'scrapUnit'> = {
  collectOld: {
    role: (c) => ['technician', c.policy.leadRole],
    assignee: (c) => c.data.technicianId,
    about: (c) => ({ ...unitInPlace(c), newProductModel: c.data.unitComing?.productModel ?? '' }),
    check(c, form, _task, by) {
      const { serialNumber } = unitInPlace(c);
      if (serialNumber === null || form.serialSeen === serialNumber) return;
      const isLead = hasAnyRole(by, [c.policy.leadRole, 'manager']);
      if (isLead && form.otherSerialBecause !== undefined) return;
      throw refusedAt(
        'SERIAL_MISMATCH',
        '/serialSeen',
        `the case is about ${serialNumber}`,
        'The collected unit is not the one of the case: the lead decides',
      );
    },
  },
  scrapUnit: {
    role: () => 'parts_clerk',
    due: () => ({ commitment: 'settle' }),
    check(c, form, task) {
      checkPast(form.at, c.now(), '/at');
      const { disposal } = task.about;
      if (form.disposal === disposal) return;
      throw invalid(
        '/disposal',
        `must be "${String(disposal)}", as approved`,
        'The old unit is disposed of as it was approved',
      );
    },
  },
};

/** What of the new unit's price is the customer's to bear (A3.2). */
export function shareOf(c: RepairCase): ReplacementShare {
  if (c.policy.payBefore === null) return 'nothing';
  return isFree(c.policy, c.data.coverage) ? 'dearerWish' : 'price';
}

/** What was agreed for a repair that is not done counts towards the new unit; settled rounds stay settled. */
export function creditMinor(c: RepairCase): number {
  return c.state.round === 1 ? c.data.agreedMinor : 0;
}

/**
 * The difference to what was agreed before is quoted, agreed on and paid before the unit leaves; where the new unit
 * costs less, what was paid beyond it becomes a refund of this case (3.2).
 */
export async function agreeOnPrice(c: RepairCase, item: ReplacementItem): Promise<QuoteEnd> {
  const { partId, productModel, priceMinor, currency } = item;
  if (priceMinor === 0 || c.state.round > 1) await chargeNothing(c);
  if (priceMinor === creditMinor(c)) return 'accepted';
  c.data.quoteScope = c.state.round === 1 ? 'whole' : 'addition';
  c.data.priced = {
    totalMinor: priceMinor,
    currency,
    priceListVersion: c.data.priced?.priceListVersion ?? 1,
    parts: [],
    lines: [{ kind: 'material', text: productModel, partId, quantity: 1, amountMinor: priceMinor }],
  };
  const plan = {
    measures: productModel,
    parts: [],
    minutes: 0,
    promisedUntil: c.data.plan?.promisedUntil ?? c.now(),
  };
  const agreed = await quoteAndAgree(c, plan);
  if (agreed !== 'accepted') return agreed;
  return (await collectPayment(c)) === 'silent' ? 'silent' : 'accepted';
}

/** What this round agreed on and does not deliver is not owed, and what was paid for it goes back. */
export async function chargeNothing(c: RepairCase): Promise<void> {
  const cause = `replacement/${c.serial()}`;
  const account = await effect(() =>
    effects.unwindMoney({
      ...keyed(c, `money/${cause}`),
      keepMinor: visitFeeDue(c) + c.data.doneMinor,
      cause,
    }),
  );
  c.data.agreedMinor = account.dueMinor;
  c.data.chargeOpen &&= c.data.doneMinor > 0;
}

export type Provided = { readonly lineId: string } | 'again' | 'withdrawn';

/** The new unit comes on a signed requisition; out of stock it is a short line like any other (3.4 parts). */
export async function provideUnit(c: RepairCase, partId: string): Promise<Provided> {
  const signed = await requisition(c, [{ partId, quantity: 1 }], THE_PROCESS);
  const [lineId] = signed.lineIds;
  if (lineId === undefined) return 'again';
  const end = await waitForShortLines(c);
  if (end.kind === 'withdraw') {
    endEarly(c, 'withdrawn', '', end.by);
    return 'withdrawn';
  }
  // Not to be had, or filled by something else than the unit that was chosen.
  if (lineOf(c, lineId).reserved === 0) {
    await releaseParts(c, `unit/${lineId}`);
    return 'again';
  }
  await issueReserved(c, (line) => line.lineId === lineId);
  return { lineId };
}

/** The new unit stays with the customer, the old one goes along; both serial numbers are on record. */
export async function exchange(c: RepairCase): Promise<void> {
  const { unitComing } = c.data;
  if (unitComing === null) throw new Error('Nothing is exchanged without a unit that comes');
  const { lineId, productId, productModel, priceMinor, disposal } = unitComing;
  const old = unitInPlace(c);
  const { form, by, value } = await c.taskWithEffect('collectOld', (collected) =>
    effects.exchangeUnit({
      ...keyed(c, `unit/${old.serialNumber ?? 'unnumbered'}/exchange`, collected.by),
      ...old,
      lineId,
      newProductId: productId,
      newSerial: collected.form.newSerial,
      timeZone: c.state.opening.timeZone,
    }),
  );
  changeLine(c, lineId, { consumed: 1 });
  const { newSerial } = form;
  const { warrantyUntil } = value;
  c.data.newUnit = { productModel, serialNumber: newSerial, priceMinor, warrantyUntil, isAccepted: false };
  c.data.result = `${productModel} ${newSerial}`;
  c.data.unitComing = null;
  c.data.oldUnits = [...c.data.oldUnits, { ...old, disposal }];
  c.note('unitReplaced', { ...old, newProductModel: productModel, newSerial }, 'customer', by);
}

/** Part of the things that are settled at the end: what becomes of the old unit (3.2 `scrapUnit`). */
export async function disposeOfOldUnits(c: RepairCase): Promise<void> {
  for (let [old] = c.data.oldUnits; old !== undefined; [old] = c.data.oldUnits) {
    const { productModel, serialNumber, disposal } = old;
    const { form, by } = await c.taskWithEffect(
      'scrapUnit',
      (disposed) =>
        effects.disposeUnit({
          ...keyed(c, `unit/${serialNumber ?? 'unnumbered'}/dispose`, disposed.by),
          productModel,
          serialNumber,
          disposal,
          recordNumber: disposed.form.recordNumber,
        }),
      { about: { productModel, serialNumber, disposal } },
    );
    c.data.oldUnits = c.data.oldUnits.slice(1);
    c.note('unitDisposedOf', { serialNumber, disposal, recordNumber: form.recordNumber }, 'staff', by);
  }
}

import type { Actor } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { approversFor } from '../../domain/policy/authority.ts';
import { first } from '../../runtime/concurrency.ts';
import { attempt, effect } from '../../runtime/effects.ts';
import { effects, keyed } from '../effects.ts';
import { collectPayment } from '../payment.ts';
import { newsTold, within } from '../promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { type QuoteEnd, quoteAndAgree } from '../quotation.ts';
import { requisition, shortLines } from '../requisition.ts';
import { customerStaysSilent } from '../silence.ts';
import { arrive } from '../visit.ts';
import { issueReserved, waitForShortLines } from './parts.ts';

/** replacement 更换: scrapping approved, a new unit chosen, brought, and accepted like a repair. */

export const replacementTasks: TasksOf<'proposeScrap' | 'chooseReplacement' | 'collectOld' | 'scrapUnit'> = {
  proposeScrap: {
    role: (c) => ['technician', c.policy.leadRole],
    due: (c) => within(c, c.policy.planWithin, 'slow'),
    check(_, form) {
      if (form.ground === 'right' || form.evidence.length > 0) return;
      throw new DomainError('INVALID', 'A write-off is shown by evidence', {
        faults: [{ pointer: '/evidence', message: 'must name at least one file' }],
      });
    },
  },
  chooseReplacement: {
    role: () => ['customer', 'agent', 'sales_manager'],
    due: (c) => ({ within: c.policy.customerAnswerWithin, ladder: [] }),
    check(_, form, _task, by) {
      if (by.type !== 'customer' && form.heardFrom === undefined) {
        throw new DomainError('INVALID', 'Staff write down who of the customer’s side chose', {
          faults: [{ pointer: '/heardFrom', message: 'is required from staff' }],
        });
      }
      if (form.kind === 'other' && by.type === 'person' && !by.roles.includes('sales_manager')) {
        throw new DomainError('ROLE_MISSING', 'Another model is agreed on by the sales manager');
      }
    },
  },
  collectOld: {
    role: () => 'technician',
    assignee: (c) => c.data.technicianId,
    check(c, form) {
      const { serialNumber } = c.body.unit;
      if (serialNumber === undefined || form.serialSeen === serialNumber) return;
      throw new DomainError('SERIAL_MISMATCH', 'The collected unit is not the one of the case', {
        faults: [{ pointer: '/serialSeen', message: `the case is about ${serialNumber}` }],
      });
    },
  },
  scrapUnit: { role: () => 'parts_clerk', due: () => ({ commitment: 'settle' }) },
};

export async function replacement(c: RepairCase): Promise<RepairPhase> {
  const writtenOff = await writeOff(c);
  if (writtenOff === null) return 'diagnosis';
  const choice = await choose(c, writtenOff);
  if (choice === 'silent') {
    c.state.outcome = 'customerSilent';
    return 'completion';
  }
  switch (choice.answer) {
    case 'refund':
      c.state.outcome = 'refundedByReturn';
      return 'completion';
    case 'keepUnit':
      c.state.outcome = 'unrepaired';
      return 'completion';
    case 'replacement':
      return bring(c, choice, writtenOff.disposal);
  }
}

/** Nothing is written off before management has agreed; a right of the customer needs no approval (6 `scrap`). */
async function writeOff(c: RepairCase): Promise<RepairForms['proposeScrap'] | null> {
  const value = await effect(() =>
    effects.unitValue({
      productModel: c.body.unit.productModel,
      serialNumber: c.body.unit.serialNumber ?? null,
      at: c.now(),
    }),
  );
  const { form, by } = await c.task('proposeScrap', {
    about: { unitValueMinor: value.valueMinor, uneconomicPercent: c.policy.uneconomicPercent },
  });
  if (form.ground === 'right') return form;
  const { decision } = await c.approval({
    subject: 'scrap',
    revision: c.serial(),
    requestedBy: by,
    chain: approversFor(c.policy, c.policy.scrapAuthority, form.unitValueMinor),
    within: c.policy.approvalWithin.usual,
    amountMinor: form.unitValueMinor,
    about: { ground: form.ground, repairCostMinor: form.repairCostMinor, disposal: form.disposal },
  });
  return decision === 'approved' ? form : null;
}

async function choose(
  c: RepairCase,
  writtenOff: RepairForms['proposeScrap'],
): Promise<RepairForms['chooseReplacement'] | 'silent'> {
  const options = 'replacement,refund,keepUnit';
  const offer = (): void => {
    c.tell('replacementOffered', { reason: c.data.diagnosis?.fault ?? '', options });
  };
  offer();
  c.pause('waitingForCustomer', 'replacement');
  const ended = await first({
    chosen: () => c.task('chooseReplacement', { about: { ground: writtenOff.ground, options } }),
    silent: () => customerStaysSilent(c, { task: 'chooseReplacement', remind: offer }),
  });
  c.resume('replacement');
  if (ended.branch === 'silent') return 'silent';
  newsTold(c);
  return ended.value.form;
}

/** The new unit is paid for where it costs more, comes on a signed requisition, and goes out by a visit. */
async function bring(
  c: RepairCase,
  choice: RepairForms['chooseReplacement'],
  disposal: 'scrap' | 'refurbish',
): Promise<RepairPhase> {
  const productId = choice.productId ?? '';
  const item = await attempt(() => effects.replacementItem({ productId }));
  if (item.refused !== null) return 'replacement';
  const differenceMinor = choice.differenceMinor ?? 0;
  c.data.replacement = {
    productId,
    productModel: item.value.productModel,
    lineId: null,
    newSerial: null,
    disposal,
    differenceMinor,
  };
  const paid = await payDifference(c, differenceMinor, item.value.productModel);
  if (paid !== 'accepted') {
    c.state.outcome = paid === 'silent' ? 'customerSilent' : 'declined';
    return 'completion';
  }
  if (!(await provideUnit(c, item.value.partId))) return 'replacement';
  c.tell('replacementComing', { productName: item.value.productModel, differenceMinor });
  c.data.arrivedAt = null;
  const arrival = await arrive(c);
  if (arrival !== 'arrived') return arrival === 'silent' ? 'completion' : 'dispatch';
  await exchange(c);
  return 'acceptance';
}

/** Outside warranty, or for a dearer wish inside it, the difference is quoted, agreed on and paid first (3.2). */
async function payDifference(
  c: RepairCase,
  differenceMinor: number,
  productModel: string,
): Promise<QuoteEnd> {
  if (differenceMinor === 0 || c.policy.payBefore === null) return 'accepted';
  const { priced } = c.data;
  c.data.coverage = 'chargeable';
  c.data.quoteScope = 'addition';
  c.data.priced = {
    totalMinor: differenceMinor,
    currency: priced?.currency ?? 'CNY',
    priceListVersion: priced?.priceListVersion ?? 1,
    parts: [],
    lines: [{ kind: 'material', text: productModel, quantity: 1, amountMinor: differenceMinor }],
  };
  const agreed = await quoteAndAgree(c, {
    measures: productModel,
    parts: [],
    minutes: 0,
    promisedUntil: c.data.plan?.promisedUntil ?? c.now(),
  });
  if (agreed !== 'accepted') return agreed;
  return (await collectPayment(c)) === 'silent' ? 'silent' : 'accepted';
}

/** A unit out of stock is a short line like any other (3.4 parts). */
async function provideUnit(c: RepairCase, partId: string): Promise<boolean> {
  const signed = await requisition(c, [{ partId, quantity: 1 }], { type: 'system', name: 'replacement' });
  if (!signed) return false;
  if (shortLines(c).length > 0) await waitForShortLines(c);
  await issueReserved(c);
  const line = c.data.lines.find((candidate) => candidate.partId === partId && candidate.issued > 0);
  if (line === undefined || c.data.replacement === null) return false;
  c.data.replacement = { ...c.data.replacement, lineId: line.lineId };
  return true;
}

/** At the customer's: the new unit stays, the old one goes along; both serials are on record. */
async function exchange(c: RepairCase): Promise<void> {
  const { replacement: chosen } = c.data;
  if (chosen === null) throw new Error('Nothing is exchanged without a chosen unit');
  const { form } = await c.taskWithEffect('collectOld', async ({ form: collected, by }) => {
    await consumeUnit(c, chosen.lineId, collected.newSerial, by);
    await effects.recordReplacedUnit({
      ...keyed(c, `unit/${c.body.unit.serialNumber ?? 'unnumbered'}/replaced`, by),
      productModel: c.body.unit.productModel,
      serialNumber: c.body.unit.serialNumber ?? null,
      newProductId: chosen.productId,
      newSerial: collected.newSerial,
      timeZone: c.state.opening.timeZone,
    });
  });
  c.data.replacement = { ...chosen, newSerial: form.newSerial };
}

async function consumeUnit(c: RepairCase, lineId: string | null, serial: string, by: Actor): Promise<void> {
  if (lineId === null) throw new Error('The new unit comes on a line of a requisition');
  await effects.consumeParts({
    ...keyed(c, `unit/${serial}/consume`, by),
    entries: [{ lineId, quantity: 1, serial }],
  });
}

/** Part of the things that are settled at the end: what becomes of the old unit (3.2 `scrapUnit`). */
export async function disposeOfOldUnit(c: RepairCase): Promise<void> {
  const { replacement: chosen } = c.data;
  if (chosen?.newSerial == null) return;
  await c.taskWithEffect(
    'scrapUnit',
    ({ form, by }) =>
      effects.disposeUnit({
        ...keyed(c, `unit/${c.body.unit.serialNumber ?? 'unnumbered'}/dispose`, by),
        productModel: c.body.unit.productModel,
        serialNumber: c.body.unit.serialNumber ?? null,
        disposal: form.disposal,
        recordNumber: form.recordNumber,
      }),
    { about: { disposal: chosen.disposal } },
  );
}

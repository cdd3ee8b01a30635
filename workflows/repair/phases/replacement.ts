import type { ReplacementItem } from '../../../activities/repair-contracts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RepairOutcome } from '../../domain/repair-outcomes.ts';
import { checkHeardFrom } from '../../domain/reported.ts';
import { first } from '../../runtime/concurrency.ts';
import { effects } from '../effects.ts';
import { dropRequests } from '../parts/requests.ts';
import { releaseParts, requestsProvided } from '../parts/requisition.ts';
import { returnForRefund } from '../people/linked-cases.ts';
import { newsTold } from '../promises/promises.ts';
import { customerStaysSilent } from '../promises/silence.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import {
  agreeOnPrice,
  chargeNothing,
  creditMinor,
  exchange,
  provideUnit,
  shareOf,
} from '../replacement/new-unit.ts';
import { withdrawOffer } from '../replacement/rights.ts';
import { type WriteOff, writeOff } from '../replacement/write-off.ts';
import { cancelWindow } from '../visits/appointments.ts';
import { arrive, withoutVisit } from '../visits/visit.ts';
import { endVisit, isInWorkshop, unitInPlace } from '../visits/whereabouts.ts';

/** replacement 更换: scrapping approved, a new unit chosen, brought, and accepted like a repair. */

export const replacementTasks: TasksOf<'chooseReplacement'> = {
  chooseReplacement: {
    role: () => ['customer', 'agent', 'sales_manager'],
    due: (c) => ({ within: c.policy.customerAnswerWithin, ladder: [] }),
    about: (c) => ({
      ...{ productModel: unitInPlace(c).productModel, share: shareOf(c), creditMinor: creditMinor(c) },
      options: OPTIONS,
    }),
    check(_, form, _task, by) {
      checkHeardFrom(by, form);
      if (form.kind === 'other' && by.type === 'person' && !by.roles.includes('sales_manager')) {
        throw new DomainError('ROLE_MISSING', 'Another model is agreed on by the sales manager');
      }
    },
  },
};

const OPTIONS = ['replacement', 'refund', 'keepUnit'] as const;

export async function replacement(c: RepairCase): Promise<RepairPhase> {
  if (c.data.unitComing !== null) return bringUnit(c);
  await cancelWindow(c);
  if (c.data.rightTaken === 'refund') {
    await giveUpParts(c);
    return endWithoutUnit(c, { answer: 'refund' });
  }
  const writtenOff = await writeOff(c);
  if (writtenOff === null) return 'diagnosis';
  await giveUpParts(c);
  for (;;) {
    const choice = await choose(c, writtenOff);
    if (choice === 'silent') return endWith(c, 'customerSilent');
    withdrawOffer(c);
    const { answer, productId = '' } = choice.form;
    if (answer !== 'replacement' || choice.item === null) return endWithoutUnit(c, choice.form);
    const next = await getUnit(c, { productId, item: choice.item, disposal: writtenOff.disposal });
    if (next !== 'again') return next;
  }
}

/** The unit is not repaired: neither what was planned for it nor what was asked for beside that is needed. */
async function giveUpParts(c: RepairCase): Promise<void> {
  const step = `replacement/${c.serial()}`;
  const isRequested = c.data.requestsUnderWay > 0;
  if (isRequested && !requestsProvided()) await releaseParts(c, step);
  else await dropRequests(c, step);
}

interface Choice {
  readonly form: RepairForms['chooseReplacement'];
  readonly item: ReplacementItem | null;
}

async function choose(c: RepairCase, { ground }: WriteOff): Promise<Choice | 'silent'> {
  const offer = (): void => {
    c.tell('replacementOffered', { reason: c.data.diagnosis?.fault ?? '', options: OPTIONS.join(',') });
  };
  offer();
  const ended = await c.whilePaused('waitingForCustomer', 'replacement', () =>
    first({
      chosen: () =>
        c.taskWithEffect('chooseReplacement', ({ form }) => findItem(c, form), { about: { ground } }),
      silent: () => customerStaysSilent(c, { task: 'chooseReplacement', remind: offer }),
    }),
  );
  if (ended.branch === 'silent') return 'silent';
  newsTold(c);
  return { form: ended.value.form, item: ended.value.value };
}

async function findItem(
  c: RepairCase,
  { answer, productId, kind }: RepairForms['chooseReplacement'],
): Promise<ReplacementItem | null> {
  if (answer !== 'replacement' || productId === undefined || kind === undefined) return null;
  const { productModel } = unitInPlace(c);
  return effects.replacementItem({ productId, kind, productModel, share: shareOf(c) });
}

interface Wanted {
  readonly productId: string;
  readonly item: ReplacementItem;
  readonly disposal: WriteOff['disposal'];
}

/** Paid for where it costs more, out of the store, and on its way; `again`: the customer chooses anew. */
async function getUnit(c: RepairCase, { productId, item, disposal }: Wanted): Promise<RepairPhase | 'again'> {
  const { partId, productModel, priceMinor } = item;
  const toPayMinor = priceMinor - creditMinor(c);
  const agreed = await agreeOnPrice(c, item);
  if (agreed === 'silent') return endWith(c, 'customerSilent');
  if (agreed === 'declined') return 'again';
  const provided = await provideUnit(c, partId);
  if (provided === 'withdrawn') return 'completion';
  if (provided === 'again') return 'again';
  c.data.unitComing = { productId, productModel, priceMinor, lineId: provided.lineId, disposal };
  c.tell('replacementComing', {
    productName: productModel,
    ...(toPayMinor > 0 ? { differenceMinor: toPayMinor } : {}),
  });
  endVisit(c);
  return bringUnit(c);
}

/** A unit in the workshop is exchanged there, and its owner fetches the new one. */
async function bringUnit(c: RepairCase): Promise<RepairPhase> {
  if (!isInWorkshop(c)) {
    if (c.data.technicianId === null) return 'dispatch';
    const arrival = await arrive(c);
    if (arrival !== 'arrived') return withoutVisit(c, arrival);
  }
  await exchange(c);
  c.data.rightTaken = null;
  return 'acceptance';
}

type WithoutUnit = Pick<RepairForms['chooseReplacement'], 'answer' | 'reason'>;

/** The customer wants the money back from the sale (linked return), or keeps the unit as it is (A4). */
async function endWithoutUnit(c: RepairCase, { answer, reason }: WithoutUnit): Promise<RepairPhase> {
  if (!c.data.workBegun && c.data.agreedMinor > 0) await chargeNothing(c);
  c.data.result = reason ?? null;
  if (answer !== 'refund') return endWith(c, 'unrepaired');
  await returnForRefund(c);
  return endWith(c, 'refundedByReturn');
}

function endWith(c: RepairCase, outcome: RepairOutcome): RepairPhase {
  c.state.outcome = outcome;
  return 'completion';
}

import type { PricedLine, PricedWork } from '../../../activities/repair-contracts.ts';
import { type Actor, THE_PROCESS } from '../../domain/actors.ts';
import { DomainError, invalid } from '../../domain/errors.ts';
import { approversFor } from '../../domain/policy/authority.ts';
import { givenAwayMinor } from '../../domain/pricing.ts';
import { checkHeardFrom } from '../../domain/reported.ts';
import { effect, entered } from '../../runtime/effects.ts';
import { first } from '../../runtime/concurrency.ts';
import { since } from '../../runtime/generations.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { coverageReviewed } from './coverage.ts';
import { effects, keyed } from '../effects.ts';
import { waiveVisitFee } from '../visits/no-show.ts';
import { newsTold, within } from '../promises/promises.ts';
import type { QuoteOutcome, QuoteState } from './money-state.ts';
import type { RepairCase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { isFree } from '../repair.rules.ts';
import { customerStaysSilent } from '../promises/silence.ts';

/** Quotation and its answer (报价单; ). */

/** A price holds through its last instant; where silence ends the case at that instant, it does so first. */
const AFTER_ITS_LAST_INSTANT = { amount: 1, unit: 'minutes', counting: 'wallClock' } as const;

export const quotationTasks: TasksOf<'quote' | 'answerQuote' | 'reviewCoverage'> = {
  quote: {
    role: () => ['agent', 'technician'],
    due: (c) => within(c, c.policy.planWithin, 'slow'),
    about: (c) => ({ lines: c.data.priced?.lines ?? [], currency: c.data.priced?.currency ?? '' }),
    check(c, form) {
      const { totalMinor = 0, lines = [] } = c.data.priced ?? {};
      const isListed = totalOf(form) === totalMinor && givenAwayMinor(lines, form.lines) === 0;
      if (isListed || form.deviation === true) return;
      throw invalid(
        '/deviation',
        `must be true off ${totalMinor} or with a fee below the list, with a reason`,
        'The price is not the one of the price list',
      );
    },
  },
  answerQuote: {
    role: () => ['customer', 'agent', 'technician'],
    due: (c) => ({ within: c.policy.customerAnswerWithin, ladder: [] }),
    about: (c) => ({ ...c.data.quote, lines: c.data.lastOffer?.lines ?? [] }),
    check(c, form, _task, by) {
      // A signature says by itself whose the answer is.
      if (form.signature === undefined) checkHeardFrom(by, form);
      checkRevision(c, form);
    },
  },
  reviewCoverage: {
    role: () => 'manager',
    due: (c) => within(c, c.policy.approvalWithin.usual, 'slow'),
    about: (c) => ({ coverage: c.data.coverage, diagnosis: c.data.diagnosis }),
  },
};

export type QuoteEnd = 'accepted' | 'declined' | 'silent';

/** Quotes, and quotes again where the customer counters or the price lapses, until there is an answer to end with. */
export async function quoteAndAgree(c: RepairCase, plan: RepairForms['planWork']): Promise<QuoteEnd> {
  if (c.data.isRevived) return agreedByPayment(c, plan);
  let counter: string | null = null;
  for (;;) {
    const quote = await offer(c, plan, counter);
    const ended = await c.whilePaused('waitingForCustomer', 'quote', () =>
      first({
        answered: () => c.task('answerQuote'),
        silent: () =>
          customerStaysSilent(c, {
            task: 'answerQuote',
            remind: () => {
              remindOf(c, quote);
            },
          }),
        lapsed: () => c.after(AFTER_ITS_LAST_INSTANT, quote.validUntil),
      }),
    );
    const answered = ended.branch === 'answered' ? ended.value : null;
    const unanswered = ended.branch === 'silent' ? 'withdrawn' : 'lapsed';
    if (answered !== null) newsTold(c);
    const answer = await close(c, quote, answered === null ? unanswered : answerOf(answered.form), answered);
    if (answer === 'accepted') return agreed(c, quote);
    if (answer === 'declined') return 'declined';
    if (ended.branch === 'silent') return 'silent';
    if (answered === null) continue;
    const { form } = answered;
    if (form.about === 'coverage' && !c.data.coverageReviewed && (await reviewedToFree(c))) return 'accepted';
    counter = form.text ?? null;
  }
}

async function agreed(c: RepairCase, { totalMinor }: QuoteState): Promise<'accepted'> {
  await waiveVisitFee(c);
  const agreedBefore = c.data.quoteScope === 'addition' ? c.data.agreedMinor : 0;
  c.data.agreedMinor = agreedBefore + totalMinor;
  c.data.chargeOpen = true;
  return 'accepted';
}

/** The customer paid for what had been offered: it is offered once more, and agreed on by the payment (9). */
async function agreedByPayment(c: RepairCase, plan: RepairForms['planWork']): Promise<'accepted'> {
  const { lastOffer } = c.data;
  if (lastOffer === null) throw new Error('Nothing was offered that a payment could agree on');
  c.data.isRevived = false;
  const quote = await makeOffer(c, plan, { form: { lines: lastOffer.lines }, by: THE_PROCESS });
  await close(c, quote, 'accepted', null);
  return agreed(c, quote);
}

async function offer(
  c: RepairCase,
  plan: RepairForms['planWork'],
  counter: string | null,
): Promise<QuoteState> {
  return makeOffer(c, plan, await approvedQuote(c, counter));
}

async function makeOffer(
  c: RepairCase,
  plan: RepairForms['planWork'],
  { form, by }: Pick<Completed<RepairForms['quote']>, 'form' | 'by'>,
): Promise<QuoteState> {
  const { priced } = c.data;
  const { quoteValidFor } = c.policy;
  if (priced === null || quoteValidFor === null) throw new Error('Nothing is quoted without a price');
  c.data.quoteRevision += 1;
  const revision = c.data.quoteRevision;
  const validUntil =
    form.validUntil ??
    (await effect(() =>
      effects.dueInstant({
        calendarCode: c.state.opening.calendarCode,
        start: c.now(),
        limit: quoteValidFor,
      }),
    ));
  const offered = await entered(() =>
    effects.offerQuote({
      ...keyed(c, `quote/${revision}`, by),
      revision,
      scope: c.data.quoteScope,
      lines: withListPrices(form, priced),
      currency: priced.currency,
      priceListVersion: priced.priceListVersion,
      validUntil,
    }),
  );
  // What a lost turn offered falls with the next revision, as every quotation that is replaced.
  if (offered.refused !== null) return makeOffer(c, plan, { form, by });
  const { totalMinor } = offered.value;
  const quote: QuoteState = { revision, totalMinor, validUntil };
  c.data.quote = quote;
  c.data.lastOffer = { measures: plan.measures, totalMinor, lines: form.lines };
  c.tell('proposal', { measures: plan.measures, promisedUntil: plan.promisedUntil, totalMinor, validUntil });
  return quote;
}

/** Below the price list a supervisor has to agree, by what is given away (6 `price`). */
async function approvedQuote(
  c: RepairCase,
  counter: string | null,
): Promise<Completed<RepairForms['quote']>> {
  let refused: string | null = null;
  for (;;) {
    const quoted = await c.task('quote', { about: { counter, refused } });
    const lessMinor = givenAway(c, quoted.form);
    if (lessMinor <= 0) return quoted;
    const { decision, reason } = await c.approval({
      subject: 'price',
      revision: c.data.quoteRevision + 1,
      requestedBy: quoted.by,
      chain: approversFor(c.policy, c.policy.freeAuthority, lessMinor),
      within: c.policy.approvalWithin.usual,
      amountMinor: lessMinor,
      about: { lines: quoted.form.lines, reason: quoted.form.reason ?? '' },
    });
    if (decision === 'approved') return quoted;
    refused = reason;
  }
}

/** Cases from before look at the total alone: a fee that is waived behind a dearer one needs nobody there. */
function givenAway(c: RepairCase, form: RepairForms['quote']): number {
  const { totalMinor = 0, lines = [] } = c.data.priced ?? {};
  const inAllMinor = totalMinor - totalOf(form);
  const byFeeMinor = givenAwayMinor(lines, form.lines);
  return byFeeMinor > Math.max(0, inAllMinor) && since(1, 'fees-waived') ? byFeeMinor : inAllMinor;
}

/** The customer doubts that the repair is chargeable: the manager looks once, and says why (3.2). */
async function reviewedToFree(c: RepairCase): Promise<boolean> {
  const { form, by } = await c.task('reviewCoverage');
  c.tell('news', { text: await coverageReviewed(c, form, by) });
  return isFree(c.policy, c.data.coverage);
}

/** The answer that the books have: the first one counts, also where a lost turn recorded it (9). */
async function close(
  c: RepairCase,
  quote: QuoteState,
  answer: QuoteOutcome['answer'],
  answered: { readonly form: RepairForms['answerQuote']; readonly by: Actor } | null,
): Promise<QuoteOutcome['answer']> {
  const asked = answer === 'lapsed' ? 'withdrawn' : answer;
  const closed = await effect(() =>
    effects.answerQuote({
      ...keyed(c, `quote/${quote.revision}/answer`, answered?.by),
      revision: quote.revision,
      answer: asked,
      heardFrom: answered?.form.heardFrom ?? null,
      signature: answered?.form.signature ?? null,
      text: answered?.form.text ?? null,
    }),
  );
  const recorded = closed.answer === undefined || closed.answer === asked ? answer : closed.answer;
  c.data.quote = null;
  c.data.quoteOutcome = { revision: quote.revision, answer: recorded, at: c.now() };
  c.note('quoteClosed', { ...c.data.quoteOutcome }, 'customer', answered?.by);
  return recorded;
}

/** Compensation 2: a quotation that nobody answered falls with the case (5). */
export async function withdrawQuote(c: RepairCase): Promise<void> {
  if (c.data.quote !== null) await close(c, c.data.quote, 'withdrawn', null);
}

function remindOf(c: RepairCase, quote: QuoteState): void {
  c.tell('quoteReminder', { totalMinor: quote.totalMinor, validUntil: quote.validUntil });
}

function answerOf(form: RepairForms['answerQuote']): 'accepted' | 'declined' | 'countered' {
  return form.answer === 'counter' ? 'countered' : form.answer;
}

function checkRevision(c: RepairCase, form: RepairForms['answerQuote']): void {
  const { quote } = c.data;
  if (quote === null) return;
  if (form.revision !== undefined && form.revision !== quote.revision) {
    throw new DomainError('QUOTE_REVISED', `Revision ${quote.revision} is the one to answer`, {
      details: { revision: quote.revision, totalMinor: quote.totalMinor },
    });
  }
  if (form.answer === 'accepted' && c.now() > quote.validUntil) {
    throw new DomainError('QUOTE_EXPIRED', 'The quotation is no longer valid; a new one is made', {
      details: { validUntil: quote.validUntil },
    });
  }
}

const totalOf = (form: RepairForms['quote']): number =>
  form.lines.reduce((sum, line) => sum + line.amountMinor, 0);

/**
 * Each line beside what the price list says for it, so that a deviation can be seen line by line; one that the list
 * does not name keeps the reason too.
 */
function withListPrices(
  form: RepairForms['quote'],
  priced: PricedWork,
): readonly (PricedLine & { readonly listMinor: number; readonly deviationReason?: string })[] {
  return form.lines.map((line) => {
    const listed = priced.lines.find(
      ({ kind, partId, text }) =>
        kind === line.kind && (line.partId === undefined ? text === line.text : partId === line.partId),
    );
    const listMinor = listed?.amountMinor ?? line.amountMinor;
    const deviates = listed === undefined ? form.deviation === true : listMinor !== line.amountMinor;
    return { ...line, listMinor, ...(deviates ? { deviationReason: form.reason ?? 'priced by hand' } : {}) };
  });
}

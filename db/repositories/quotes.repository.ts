import { and, asc, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import {
  standingOf,
  totalOf,
  type ChargeLine,
  type QuoteScope,
  WAIVED_VISIT_FEE,
} from '../../workflows/domain/money.ts';
import type { Database, Transaction } from '../client.ts';
import { moneyEntries } from '../schema/money.ts';
import { quoteLines, quotes } from '../schema/quotes.ts';
import { oncePerKey, type Effect } from './effects.ts';
import {
  lockAccount,
  notCountered,
  openAccount,
  postEntries,
  type AccountAfter,
  type CaseAccount,
  type NewEntry,
} from './money-ledger.ts';
import { requireFound } from './support.ts';

export type Quote = typeof quotes.$inferSelect;
export type QuoteLine = typeof quoteLines.$inferSelect;

export interface OfferQuote {
  readonly caseId: string;
  /** Above every earlier one of the case. */
  readonly revision: number;
  readonly scope: QuoteScope;
  readonly currency: string;
  readonly priceListVersion: number;
  readonly validUntil: Instant;
  readonly lines: readonly (ChargeLine & {
    /** By the price list; another amount needs the reason, and its approval before this. */
    readonly listMinor: number;
    readonly deviationReason?: string;
    readonly partId?: string;
  })[];
  readonly person: string | null;
}

/** Puts a quotation before the customer; one that still waited for its answer is superseded. */
export async function offerQuote(
  db: Database,
  key: string,
  args: OfferQuote,
  at: Instant,
): Promise<{ readonly quoteId: string; readonly revision: number; readonly totalMinor: number }> {
  const { lines, person, ...quote } = args;
  const request = { revision: args.revision, scope: args.scope, lines };
  const effect: Effect = { key, name: 'offerQuote', at, request };
  return oncePerKey(db, effect, async (tx) => {
    await openAccount(tx, args.caseId, args.currency);
    await requireNewRevision(tx, args);
    await endQuotes(tx, args.caseId, 'offered', 'superseded');
    const totalMinor = totalOf(lines);
    const [offered] = await tx
      .insert(quotes)
      .values({ ...quote, totalMinor, offeredBy: person, offeredAt: at })
      .returning({ id: quotes.id });
    if (offered === undefined) throw new Error('The quotation was not written');
    await tx
      .insert(quoteLines)
      .values(lines.map((line, index) => ({ ...line, quoteId: offered.id, position: index + 1 })));
    return { quoteId: offered.id, revision: args.revision, totalMinor };
  });
}

async function requireNewRevision(tx: Transaction, args: OfferQuote): Promise<void> {
  const [latest] = await tx
    .select({ revision: quotes.revision })
    .from(quotes)
    .where(eq(quotes.caseId, args.caseId))
    .orderBy(desc(quotes.revision))
    .limit(1);
  if (args.lines.length === 0) throw invalid('/lines', 'needs at least one line');
  if (latest !== undefined && args.revision <= latest.revision) {
    throw invalid('/revision', `must be above ${latest.revision}`);
  }
}

async function endQuotes(
  tx: Transaction,
  caseId: string,
  from: 'offered' | 'accepted',
  to: 'superseded' | 'replaced' | 'withdrawn',
): Promise<Quote[]> {
  return tx
    .update(quotes)
    .set({ state: to })
    .where(and(eq(quotes.caseId, caseId), eq(quotes.state, from)))
    .returning();
}

export interface AnswerQuote {
  readonly caseId: string;
  readonly revision: number;
  readonly answeredBy: string | null;
  /** Whom of the customer's people a member of staff heard it from. */
  readonly heardFrom?: string;
  readonly signature?: string;
}

export interface AcceptedQuote extends AccountAfter {
  readonly quoteId: string;
  readonly totalMinor: number;
  /** Paid before and above the new due, to be given back. */
  readonly refundMinor: number;
}

/**
 * The customer accepts: the total falls due. A `whole` quotation replaces what was accepted before, an
 * `addition` adds to it; money paid before counts, and what is above the due becomes a refund of cause
 * `quote/<revision>`. Refused: answered before (QUOTE_ANSWERED with the answer), replaced by a newer one
 * (QUOTE_REVISED), after `validUntil` (QUOTE_EXPIRED).
 */
export async function acceptQuote(
  db: Database,
  key: string,
  args: AnswerQuote,
  at: Instant,
): Promise<AcceptedQuote> {
  const effect: Effect = { key, name: 'acceptQuote', at };
  return oncePerKey(db, effect, async (tx) => {
    const account = await lockAccount(tx, args.caseId);
    const quote = await requireOpen(tx, args);
    requireValid(quote, at);
    const replaced = quote.scope === 'whole' ? await endQuotes(tx, args.caseId, 'accepted', 'replaced') : [];
    await recordAnswer(tx, quote, 'accepted', args, at);
    const voidMinor =
      replaced.length === 0 ? 0 : Math.max(0, account.dueMinor - (await visitFeesOf(tx, args.caseId)));
    const entries = acceptanceEntries(account, quote, voidMinor, args.answeredBy);
    const after = await postEntries(tx, effect, account, entries);
    const refundMinor = entries.find((entry) => entry.kind === 'refund_due')?.amountMinor ?? 0;
    return { ...after, quoteId: quote.id, totalMinor: quote.totalMinor, refundMinor };
  });
}

/** Visit fees of a case that are not waived; they stay when its quotations are replaced or settled at less. */
export async function visitFeesOf(tx: Transaction, caseId: string): Promise<number> {
  const isFee = and(eq(moneyEntries.kind, 'due'), isNull(moneyEntries.quoteId));
  const isWaived = and(eq(moneyEntries.kind, 'due_voided'), eq(moneyEntries.cause, WAIVED_VISIT_FEE));
  const entries = await tx
    .select({ kind: moneyEntries.kind, amountMinor: moneyEntries.amountMinor })
    .from(moneyEntries)
    .where(and(eq(moneyEntries.caseId, caseId), or(isFee, isWaived), notCountered));
  return totalOf(
    entries.map(({ kind, amountMinor }) => ({ amountMinor: kind === 'due' ? amountMinor : -amountMinor })),
  );
}

/** All that the customer agreed to pay: accepted quotations and visit fees (repair §7 "Never"). */
export async function agreedMinorOf(tx: Transaction, caseId: string): Promise<number> {
  const accepted = await tx
    .select({ amountMinor: quotes.totalMinor })
    .from(quotes)
    .where(and(eq(quotes.caseId, caseId), eq(quotes.state, 'accepted')));
  return totalOf(accepted) + (await visitFeesOf(tx, caseId));
}

function acceptanceEntries(
  account: CaseAccount,
  quote: Quote,
  voidMinor: number,
  person: string | null,
): NewEntry[] {
  const cause = `quote/${quote.revision}`;
  const dueMinor = account.dueMinor - voidMinor + quote.totalMinor;
  const { unplacedMinor } = standingOf({ ...account, dueMinor });
  const entries: NewEntry[] = [
    { kind: 'due_voided', amountMinor: voidMinor, cause, person },
    { kind: 'due', amountMinor: quote.totalMinor, cause, quoteId: quote.id, person },
    { kind: 'refund_due', amountMinor: unplacedMinor, cause, person },
  ];
  return entries.filter((entry) => entry.amountMinor > 0);
}

export interface DeclineQuote extends AnswerQuote {
  /** A counter-offer is answered by a new revision (repair §3.2 `answerQuote`). */
  readonly answer: 'declined' | 'countered';
  readonly text: string;
}

/** The customer declines or asks for something else; nothing falls due. */
export async function declineQuote(
  db: Database,
  key: string,
  args: DeclineQuote,
  at: Instant,
): Promise<{ readonly quoteId: string; readonly answer: 'declined' | 'countered' }> {
  return oncePerKey(db, { key, name: 'declineQuote', at }, async (tx) => {
    await lockAccount(tx, args.caseId);
    const quote = await requireOpen(tx, args);
    await recordAnswer(tx, quote, args.answer, args, at, args.text);
    return { quoteId: quote.id, answer: args.answer };
  });
}

/** An unanswered quotation falls with its plan or its case (repair §5 compensation 2, `changePlan`). */
export async function withdrawQuote(
  db: Database,
  key: string,
  args: { readonly caseId: string },
  at: Instant,
): Promise<{ readonly revisions: readonly number[] }> {
  return oncePerKey(db, { key, name: 'withdrawQuote', at }, async (tx) => {
    const fallen = await endQuotes(tx, args.caseId, 'offered', 'withdrawn');
    return { revisions: fallen.map((quote) => quote.revision) };
  });
}

/** Only an acceptance needs a price that still holds; declining and countering are always possible. */
function requireValid(quote: Quote, at: Instant): void {
  if (at <= quote.validUntil) return;
  throw new DomainError(
    'QUOTE_EXPIRED',
    `Quotation ${quote.revision} is not valid any more: offer a new one`,
    { details: { validUntil: quote.validUntil } },
  );
}

async function requireOpen(tx: Transaction, args: AnswerQuote): Promise<Quote> {
  const [quote] = await tx
    .select()
    .from(quotes)
    .where(and(eq(quotes.caseId, args.caseId), eq(quotes.revision, args.revision)))
    .for('no key update');
  if (quote === undefined) throw new DomainError('NOT_FOUND', `The case has no quotation ${args.revision}`);
  const { state, answeredAt } = quote;
  if (state === 'superseded' || state === 'replaced' || state === 'withdrawn') {
    throw new DomainError('QUOTE_REVISED', `Quotation ${args.revision} is ${state}`, { details: { state } });
  }
  if (state !== 'offered') {
    throw new DomainError('QUOTE_ANSWERED', `Quotation ${args.revision} was ${state} already`, {
      details: { answer: state, answeredAt },
    });
  }
  return quote;
}

async function recordAnswer(
  tx: Transaction,
  quote: Quote,
  state: 'accepted' | 'declined' | 'countered',
  args: AnswerQuote,
  at: Instant,
  answerText: string | null = null,
): Promise<void> {
  const { answeredBy, heardFrom, signature } = args;
  await tx
    .update(quotes)
    .set({
      state,
      answeredBy,
      answeredAt: at,
      heardFrom: heardFrom ?? null,
      signature: signature ?? null,
      answerText,
    })
    .where(eq(quotes.id, quote.id));
}

/** Reads quotations. */
export const quotesRepository = (db: Database) => ({
  findByRevision: async (caseId: string, revision: number): Promise<Quote> =>
    requireFound(
      (
        await db
          .select()
          .from(quotes)
          .where(and(eq(quotes.caseId, caseId), eq(quotes.revision, revision)))
      )[0],
      'quotation',
      `${caseId}/${revision}`,
    ),

  listByCase: (caseId: string): Promise<Quote[]> =>
    db.select().from(quotes).where(eq(quotes.caseId, caseId)).orderBy(asc(quotes.revision)),

  listLines: (quoteIds: readonly string[]): Promise<QuoteLine[]> =>
    db
      .select()
      .from(quoteLines)
      .where(inArray(quoteLines.quoteId, [...quoteIds]))
      .orderBy(asc(quoteLines.quoteId), asc(quoteLines.position)),
});

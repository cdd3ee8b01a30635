import { Type, type Static } from 'typebox';
import type { MoneyEntry } from '../../db/repositories/money-ledger.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { type Quote, type QuoteLine, quotesRepository } from '../../db/repositories/quotes.repository.ts';
import { type MoneyEntryKind, openReceivableOf } from '../../workflows/domain/money.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import type { Principal } from '../plugins/auth.ts';
import { CaseAccountBody, QuoteBody } from '../schemas/case-account.schema.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import { toIso, toIsoOrNull } from '../schemas/instants.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';
import { moneyEntryBody } from './money-entry.ts';

const tags = ['cases'];
const params = idParams('caseId');
const config = { access: 'signedIn' } as const;

/** Entries about what the customer owes, pays and gets back; costs and settlements are the company's own. */
const CHARGED_KINDS: readonly MoneyEntryKind[] = [
  'due',
  'due_voided',
  'payment',
  'deferral',
  'refund_due',
  'refund_paid',
];

/** The money of a case (F-01, F-04, R-10): its account and its quotations. */
export function registerCaseAccountRoutes(api: Api, deps: CaseApiDependencies): void {
  registerAccountRoute(api, deps);
  registerQuotesRoute(api, deps);
}

function registerAccountRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const money = moneyRepository(db);
  api.get(
    '/v1/cases/:caseId/account',
    {
      config,
      schema: {
        tags,
        operationId: 'readCaseAccount',
        summary: 'What is due, paid, deferred and given back, with the entries; customers see no costs',
        params,
        response: { 200: CaseAccountBody },
      },
    },
    async (request) => {
      const { principal } = request;
      const { id } = await findVisibleCase(db, principal, request.params.caseId);
      await audit.access(request, 'case', [{ id }]);
      const [account, entries, costs] = await Promise.all([
        money.accountOf(id),
        money.listEntriesByCase(id),
        money.listCostsByCase(id),
      ]);
      const { cashInHandMinor, costMinor, settlementMonth, ...charged } = account;
      const isCustomer = principal.actor.type === 'customer';
      return {
        ...charged,
        receivableMinor: openReceivableOf(account),
        inside: isCustomer ? null : { cashInHandMinor, costMinor, costs, settlementMonth },
        entries: (isCustomer ? chargedOf(entries) : entries).map((entry) => moneyEntryBody(entry, principal)),
      };
    },
  );
}

/** The entries that a customer's sums are made of, with whatever undid one of them. */
function chargedOf(entries: readonly MoneyEntry[]): MoneyEntry[] {
  const charged = entries.filter(({ kind }) => CHARGED_KINDS.includes(kind));
  const ids = new Set(charged.map(({ id }) => id));
  return entries.filter(
    ({ id, countersEntryId }) => ids.has(id) || (countersEntryId !== null && ids.has(countersEntryId)),
  );
}

function registerQuotesRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const quotes = quotesRepository(db);
  api.get(
    '/v1/cases/:caseId/quotes',
    {
      config,
      schema: {
        tags,
        operationId: 'listCaseQuotes',
        summary: 'Quotations in their revisions, with lines and answers',
        params,
        response: { 200: object({ items: Type.Array(QuoteBody) }) },
      },
    },
    async (request) => {
      const { principal } = request;
      const { id } = await findVisibleCase(db, principal, request.params.caseId);
      await audit.access(request, 'case', [{ id }]);
      const found = await quotes.listByCase(id);
      const lines = await quotes.listLines(found.map((quote) => quote.id));
      return { items: found.map((quote) => toQuoteBody(quote, lines, principal)) };
    },
  );
}

function toQuoteBody(
  quote: Quote,
  lines: readonly QuoteLine[],
  { actor, timeZone }: Principal,
): Static<typeof QuoteBody> {
  const { id, revision, scope, state, currency, totalMinor, priceListVersion } = quote;
  const { heardFrom, signature, answerText } = quote;
  const isCustomer = actor.type === 'customer';
  return {
    ...{ id, revision, scope, state, currency, totalMinor, priceListVersion },
    ...{ heardFrom, signature, answerText },
    validUntil: toIso(quote.validUntil, timeZone),
    offeredBy: isCustomer ? null : quote.offeredBy,
    offeredAt: toIso(quote.offeredAt, timeZone),
    answeredBy: isCustomer ? null : quote.answeredBy,
    answeredAt: toIsoOrNull(quote.answeredAt, timeZone),
    lines: lines
      .filter(({ quoteId }) => quoteId === id)
      .map(({ position, kind, description, partId, quantity, amountMinor, listMinor, deviationReason }) => ({
        ...{ position, kind, description, partId, quantity, amountMinor },
        listMinor: isCustomer ? null : listMinor,
        deviationReason: isCustomer ? null : deviationReason,
      })),
  };
}

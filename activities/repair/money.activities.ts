import type { Database } from '../../db/client.ts';
import {
  closeQuote,
  deferOutstanding,
  handInCaseCash,
  payOpenRefunds,
  reduceDueBy,
  unwindMoney,
} from '../../db/repositories/case-money.repository.ts';
import { casePartsRepository } from '../../db/repositories/case-parts.repository.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import { counterEntry } from '../../db/repositories/counter-entries.repository.ts';
import { moneyRepository, recordPayment, recordVisitFee } from '../../db/repositories/money.repository.ts';
import { offerQuote } from '../../db/repositories/quotes.repository.ts';
import { recordRefundDue } from '../../db/repositories/refunds.repository.ts';
import { keepPayment } from '../../db/repositories/unplaced-payments.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { MoneyActivities } from '../repair-contracts.ts';
import { accountOf } from './account.ts';
import { actingPerson } from './acting-person.ts';
import { feesActivities } from './fees.activities.ts';
import { readOnce } from './read-once.ts';
import { MAIN_STORE } from './stores.ts';

/** Money of a repair: quoted, paid, charged, given back (R-10, F-01 to F-04). */
export function moneyActivities(db: Database): MoneyActivities {
  return {
    ...quoteActivities(db),
    ...paymentActivities(db),
    ...chargeActivities(db),
    ...feesActivities(db),
    async counterEntry({ key, at, by, caseId, entryId, reason, instead }) {
      const counter = { caseId, entryId, reason, person: actingPerson(by), ...(instead && { instead }) };
      return accountOf(await counterEntry(db, key, counter, at));
    },
    account: ({ caseId, once }) =>
      readOnce(db, 'account', once, async (tx) => accountOf(await moneyRepository(tx).accountOf(caseId))),
  };
}

function quoteActivities(db: Database): Pick<MoneyActivities, 'offerQuote' | 'answerQuote'> {
  return {
    async offerQuote({ key, at, by, lines, ...quote }) {
      await requireParts(db, lines);
      const quoted = lines.map(({ text: description, ...line }) => ({ ...line, description }));
      const offer = { ...quote, lines: quoted, person: actingPerson(by) };
      const { totalMinor } = await offerQuote(db, key, offer, at);
      return { totalMinor };
    },

    async answerQuote({ key, at, by, heardFrom, signature, text, ...answer }) {
      const answered = {
        ...answer,
        person: actingPerson(by),
        text: text ?? '',
        ...(heardFrom === null ? {} : { heardFrom }),
        ...(signature === null ? {} : { signature }),
      };
      const closed = await closeQuote(db, key, answered, at);
      return { ...accountOf(closed), answer: closed.answer };
    },
  };
}

async function requireParts(db: Database, lines: readonly { readonly partId?: string }[]): Promise<void> {
  const ids = lines.flatMap(({ partId }) => partId ?? []);
  if (ids.length > 0) await casePartsRepository(db).listParts(ids, MAIN_STORE);
}

type PaymentActivities = Pick<
  MoneyActivities,
  'recordPayment' | 'keepPayment' | 'handInCash' | 'recordDeferral' | 'payRefund'
>;

function paymentActivities(db: Database): PaymentActivities {
  return {
    async recordPayment({ key, at, by, caseId, amountMinor, method, reference }) {
      const { currency } = await caseTermsRepository(db).findByCase(caseId);
      const payment = { caseId, amountMinor, currency, method, reference, person: actingPerson(by) };
      return accountOf(await recordPayment(db, key, payment, at));
    },

    async keepPayment({ at, caseId, amountMinor, method, reference, paidAt, because }) {
      await keepPayment(db, { caseId, amountMinor, method, reference, paidAt, because }, at);
    },

    async handInCash({ key, at, by, caseId, amountMinor }) {
      const handedIn = { caseId, amountMinor, person: actingPerson(by) };
      return accountOf(await handInCaseCash(db, key, handedIn, at));
    },

    async recordDeferral({ key, at, by, caseId, until, reason }) {
      const deferral = { caseId, until, reason, person: actingPerson(by) };
      return accountOf(await deferOutstanding(db, key, deferral, at));
    },

    async payRefund({ key, at, by, caseId, method, reference }) {
      const refund = { caseId, method, reference, person: actingPerson(by) };
      return accountOf(await payOpenRefunds(db, key, refund, at));
    },
  };
}

function chargeActivities(
  db: Database,
): Pick<MoneyActivities, 'charge' | 'reduceDue' | 'recordRefund' | 'unwindMoney'> {
  return {
    async charge({ key, at, by, caseId, amountMinor, cause }) {
      requireVisitFee(cause);
      const { currency } = await caseTermsRepository(db).findByCase(caseId);
      const fee = { caseId, cause, amountMinor, currency, person: actingPerson(by) };
      return accountOf(await recordVisitFee(db, key, fee, at));
    },

    async reduceDue({ key, at, by, caseId, byMinor, cause, reason }) {
      const reduction = { caseId, byMinor, cause, reason, person: actingPerson(by) };
      return accountOf(await reduceDueBy(db, key, reduction, at));
    },

    async recordRefund({ key, at, by, caseId, amountMinor, cause, reason }) {
      const refund = { caseId, amountMinor, cause, reason, person: actingPerson(by) };
      return accountOf(await recordRefundDue(db, key, refund, at));
    },

    async unwindMoney({ key, at, by, caseId, keepMinor, cause }) {
      const kept = { caseId, keepMinor, cause, person: actingPerson(by) };
      return accountOf(await unwindMoney(db, key, kept, at));
    },
  };
}

/** Nothing is charged but accepted quotations and the visit fee told before the visit (repair §7 "Never"). */
function requireVisitFee(cause: string): void {
  if (cause === 'visitFee' || cause.startsWith('visitFee/')) return;
  throw invalid('/cause', 'must be visitFee: anything else is charged by an accepted quotation');
}

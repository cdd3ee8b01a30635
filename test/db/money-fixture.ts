import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/client.ts';
import { recordPayment } from '../../db/repositories/money.repository.ts';
import { acceptQuote, offerQuote } from '../../db/repositories/quotes.repository.ts';
import type { PaymentMethod, QuoteScope } from '../../workflows/domain/money.ts';

export const AT = Date.parse('2026-04-28T11:00:00+08:00');
export const DAY = 24 * 60 * 60_000;
const VALID_UNTIL = AT + 7 * DAY;

/** A key that no other effect of the test run uses. */
export const newKey = (step: string): string => `repair-${randomUUID()}/${step}`;

export const newCaseId = (): string => randomUUID();

/** Offers a quotation of one labour line, valid for seven days from `AT`. */
export function offer(
  db: Database,
  caseId: string,
  revision: number,
  amountMinor: number,
  scope: QuoteScope = 'whole',
) {
  const line = {
    kind: 'labour',
    description: 'Replace the hinge',
    quantity: 1,
    amountMinor,
    listMinor: amountMinor,
  } as const;
  const quote = { caseId, revision, scope, currency: 'CNY', priceListVersion: 1, validUntil: VALID_UNTIL };
  return offerQuote(db, newKey(`quote/${revision}/offer`), { ...quote, lines: [line], person: 'li.na' }, AT);
}

export const accept = (db: Database, caseId: string, revision: number, at = AT) =>
  acceptQuote(db, newKey(`quote/${revision}`), { caseId, revision, answeredBy: null }, at);

/** A case whose customer has accepted a quotation. */
export async function chargedCase(db: Database, amountMinor: number): Promise<string> {
  const caseId = newCaseId();
  await offer(db, caseId, 1, amountMinor);
  await accept(db, caseId, 1);
  return caseId;
}

export function pay(
  db: Database,
  caseId: string,
  amountMinor: number,
  reference: string = randomUUID(),
  method: PaymentMethod = 'bank',
) {
  const payment = { caseId, amountMinor, currency: 'CNY', method, reference, person: 'qian.yi' };
  return recordPayment(db, newKey(`payment/${method}/${reference}`), payment, AT);
}

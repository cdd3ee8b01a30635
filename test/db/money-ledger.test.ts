import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterEntry } from '../../db/repositories/counter-entries.repository.ts';
import { handInCash, moneyRepository, recordDeferral } from '../../db/repositories/money.repository.ts';
import { quotesRepository } from '../../db/repositories/quotes.repository.ts';
import { payRefund, recordRefundDue, reduceDue, voidDue } from '../../db/repositories/refunds.repository.ts';
import { settleFees } from '../../db/repositories/settlements.repository.ts';
import { moneyEntries } from '../../db/schema/money.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import {
  applyEntry,
  EMPTY_ACCOUNT,
  isCounterable,
  isSound,
  standingOf,
  withoutEntry,
  type AccountTotals,
} from '../../workflows/domain/money.ts';
import { accept, AT, chargedCase, DAY, newCaseId, newKey, offer, pay } from './money-fixture.ts';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.ts';

let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

describe('the money ledger', () => {
  it.each([
    ['changes an entry', sql`update money_entries set amount_minor = amount_minor + 1`],
    ['removes an entry', sql`delete from money_entries`],
    ['empties the ledger', sql`truncate money_entries`],
    ['writes a sum', sql`update case_accounts set paid_minor = paid_minor + 1`],
    ['removes an account', sql`delete from case_accounts`],
    [
      'opens an account that is not empty',
      sql`insert into case_accounts (case_id, currency, paid_minor) values (gen_random_uuid(), 'CNY', 1)`,
    ],
  ])('refuses a statement that %s', async (_what, statement) => {
    const { db } = database;
    await pay(db, await chargedCase(db, 100), 100);
    await expect(db.execute(statement)).rejects.toMatchObject({ cause: { code: '23001' } });
  });

  const bank = { method: 'bank', reference: 'B' } as const;
  it.each([
    ['gives back more than was paid', { kind: 'refund_due', amountMinor: 101, cause: 'x' }],
    ['pays a refund that is not due', { kind: 'refund_paid', amountMinor: 1, cause: 'x', ...bank }],
    ['charges without an accepted quotation', { kind: 'due', amountMinor: 1, cause: 'extra' }],
    ['voids more than is due', { kind: 'due_voided', amountMinor: 101, cause: 'x' }],
    ['hands in cash that was not taken', { kind: 'cash_handed_in', amountMinor: 1 }],
    ['names no reference for a payment', { kind: 'payment', amountMinor: 1, method: 'bank' }],
    ['posts a cost to no account', { kind: 'cost', amountMinor: 1, feeKind: 'labour' }],
    ['settles another amount than is due', { kind: 'settlement', amountMinor: 99, month: '2026-01' }],
    ['is in another currency', { kind: 'deferral', amountMinor: 1, until: AT, currency: 'EUR' }],
  ] as const)('refuses an entry that %s, whoever writes it', async (_what, entry) => {
    const { db } = database;
    const caseId = await chargedCase(db, 100);
    await pay(db, caseId, 100);
    const effectKey = newKey('hand-written');
    await db.execute(sql`insert into effect_keys values (${effectKey}, 'test', null, now())`);
    const row = { currency: 'CNY', ...entry, effectKey, position: 0, caseId, at: AT };
    await expect(db.insert(moneyEntries).values(row)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/^235(14|03)$/) as string },
    });
  });

  it('refuses a second refund for one cause, whoever writes it', async () => {
    const { db } = database;
    const caseId = await chargedCase(db, 100);
    await pay(db, caseId, 100);
    const owed = { caseId, cause: 'goodwill', amountMinor: 10, reason: 'late', person: null };
    await recordRefundDue(db, newKey('refund'), owed, AT);
    const effectKey = newKey('hand-written');
    await db.execute(sql`insert into effect_keys values (${effectKey}, 'test', null, now())`);
    const entry = { kind: 'refund_due', amountMinor: 10, cause: 'goodwill', currency: 'CNY' } as const;
    await expect(
      db.insert(moneyEntries).values({ ...entry, effectKey, position: 0, caseId, at: AT }),
    ).rejects.toMatchObject({ cause: { code: '23505', constraint: 'money_entries_one_per_cause' } });
  });
});

interface Act {
  readonly act:
    | 'pay'
    | 'payCash'
    | 'handIn'
    | 'defer'
    | 'owe'
    | 'refund'
    | 'reduce'
    | 'void'
    | 'counter'
    | 'whole'
    | 'addition'
    | 'settle';
  readonly amount: number;
  readonly name: number;
}

const ACTS = fc.record<Act>({
  act: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('pay' as const, 'payCash' as const) },
    { weight: 4, arbitrary: fc.constantFrom('owe' as const, 'refund' as const, 'reduce' as const) },
    { weight: 3, arbitrary: fc.constantFrom('whole' as const, 'addition' as const, 'counter' as const) },
    { weight: 2, arbitrary: fc.constantFrom('handIn' as const, 'defer' as const) },
    { weight: 1, arbitrary: fc.constantFrom('void' as const, 'settle' as const) },
  ),
  amount: fc.integer({ min: 1, max: 8 }).map((tens) => tens * 10),
  name: fc.nat(2),
});

let revision = 1;

async function play(caseId: string, { act, amount, name }: Act): Promise<unknown> {
  const { db } = database;
  const key = newKey(act);
  const why = { reason: 'test', person: null };
  const cause = `cause-${name}`;
  switch (act) {
    case 'pay':
      return pay(db, caseId, amount, `B-${name}`);
    case 'payCash':
      return pay(db, caseId, amount, `K-${name}`, 'cash');
    case 'handIn':
      return handInCash(db, key, { caseId, reference: `K-${name}`, amountMinor: amount, person: null }, AT);
    case 'defer':
      return recordDeferral(db, key, { caseId, amountMinor: amount, until: AT + DAY, ...why }, AT);
    case 'owe':
      return recordRefundDue(db, key, { caseId, cause, amountMinor: amount, ...why }, AT);
    case 'refund': {
      const entries = await moneyRepository(db).listEntriesByCase(caseId);
      const owed = entries.filter((entry) => entry.kind === 'refund_due').at(name);
      const out = { method: 'bank', reference: key, person: null } as const;
      const refund = { caseId, cause: owed?.cause ?? cause, amountMinor: owed?.amountMinor ?? amount };
      return payRefund(db, key, { ...refund, ...out }, AT);
    }
    case 'reduce':
      return reduceDue(db, key, { caseId, toMinor: amount, cause: `reduce-${name}`, ...why }, AT);
    case 'void':
      return voidDue(db, key, { caseId, cause, ...why }, AT);
    case 'counter': {
      const entries = await moneyRepository(db).listEntriesByCase(caseId);
      const entryId = entries.at(-1 - name)?.id ?? 0;
      const instead = amount > 40 ? { instead: { amountMinor: amount } } : {};
      return counterEntry(db, key, { caseId, entryId, ...instead, ...why }, AT);
    }
    case 'whole':
    case 'addition': {
      const number = (revision += 1);
      await offer(db, caseId, number, amount, act);
      return accept(db, caseId, number);
    }
    case 'settle':
      return settleFees(
        db,
        key,
        {
          caseId,
          currency: 'CNY',
          revision: 1,
          chargedMinor: amount,
          month: '2026-04',
          receivable: true,
          person: null,
        },
        AT,
      );
  }
}

/** The sums as the rules of the domain make them out of the ledger. */
async function totalsFromLedger(caseId: string): Promise<AccountTotals> {
  const entries = await moneyRepository(database.db).listEntriesByCase(caseId);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  let totals = EMPTY_ACCOUNT;
  for (const entry of entries) {
    const { kind, amountMinor } = byId.get(entry.countersEntryId ?? entry.id) ?? entry;
    const method = (byId.get(entry.countersEntryId ?? entry.id) ?? entry).method;
    const change = { amountMinor, ...(method && { method }) };
    if (entry.kind === 'counter_entry') {
      if (isCounterable(kind)) totals = withoutEntry(totals, { kind, ...change });
    } else if (kind !== 'counter_entry') totals = applyEntry(totals, { kind, ...change });
  }
  return totals;
}

describe('any sequence of effects on money', () => {
  it('keeps ledger and sums in agreement, refunds within payments, and charges within what was accepted', async () => {
    const { db } = database;
    const run = fc.asyncProperty(
      fc.array(fc.array(ACTS, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 12 }),
      async (rounds) => {
        const caseId = newCaseId();
        await offer(db, caseId, 1, 100);
        await accept(db, caseId, 1);
        for (const acts of rounds) {
          // Acts of one round meet in the database at the same moment.
          const outcomes = await Promise.allSettled(acts.map((act) => play(caseId, act)));
          for (const outcome of outcomes) {
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DomainError);
          }
          const totals = await totalsFromLedger(caseId);
          expect(await moneyRepository(db).accountOf(caseId)).toMatchObject({
            ...totals,
            ...standingOf(totals),
          });
          expect(isSound(totals)).toBe(true);
          const accepted = (await quotesRepository(db).listByCase(caseId)).filter(
            (quote) => quote.state === 'accepted',
          );
          const agreedMinor = accepted.reduce((sum, quote) => sum + quote.totalMinor, 0);
          expect(totals.dueMinor).toBeLessThanOrEqual(agreedMinor);
        }
      },
    );
    await fc.assert(run, { numRuns: 30, endOnFailure: true });
  });
});

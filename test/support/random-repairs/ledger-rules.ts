import { setTimeout as sleep } from 'node:timers/promises';
import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../db/client.ts';

/*
 * What is never true of the ledgers and of closed cases (repair process, section 7 "Never"; ), each
 * as a query that finds the breaches. All are asked in one statement, so they look at one moment.
 */

interface LedgerRule {
  readonly name: string;
  /** Gives the keys of what breaks the rule, as text, in a column `breach`. */
  readonly breaches: SQL;
  /** A step that is being written may break it for a moment: only what lasts counts. */
  readonly lags?: true;
}

const STOCK_RULES: readonly LedgerRule[] = [
  {
    name: 'stock, reserved and free quantity are never below zero',
    breaches: sql`
      select part_id::text as breach from stock_balances
      where on_hand < 0 or reserved < 0 or on_hand < reserved`,
  },
  {
    name: 'balances are the sums of the stock ledger',
    breaches: sql`
      select b.part_id::text as breach from stock_balances b
      left join stock_movements m on m.part_id = b.part_id and m.location_code = b.location_code and m.lot = b.lot
      group by b.part_id, b.location_code, b.lot
      having b.on_hand <> coalesce(sum(case
          when m.kind in ('receipt', 'returned', 'returned_damaged', 'correction') then m.quantity
          when m.kind = 'issued' then -m.quantity else 0 end), 0)
        or b.reserved <> coalesce(sum(case
          when m.kind = 'reserved' then m.quantity when m.kind in ('released', 'issued') then -m.quantity else 0 end), 0)`,
  },
  {
    name: 'a part reserved for one case is not taken by another',
    breaches: sql`
      select line_id::text as breach from (
        select line_id, sum(case kind when 'reserved' then quantity else -quantity end)
          over (partition by line_id, location_code, lot order by id) as left_over
        from stock_movements where kind in ('reserved', 'released', 'issued')
      ) walk where left_over < 0`,
  },
  {
    name: 'what is reserved in a store is reserved for lines',
    breaches: sql`
      select b.part_id::text as breach from stock_balances b
      left join reservations r on r.part_id = b.part_id and r.location_code = b.location_code and r.lot = b.lot
      group by b.part_id, b.location_code, b.lot
      having b.reserved <> coalesce(sum(r.quantity), 0)`,
  },
  {
    name: 'nothing lies free in a store while a line that draws from it is short of it',
    breaches: sql`
      select l.id::text as breach from requisition_lines l
      join requisitions q on q.id = l.requisition_id
      join stock_balances b on b.part_id = l.part_id and b.location_code = q.location_code
      where l.short_quantity > 0 and b.on_hand > b.reserved`,
  },
  {
    name: 'only what was issued is consumed, lot by lot and piece by piece',
    breaches: sql`
      select line_id::text as breach from stock_movements where line_id is not null
      group by line_id, lot, serial
      having sum(case kind when 'consumed' then quantity when 'consumption_reversed' then -quantity else 0 end)
        > sum(case kind when 'issued' then quantity else 0 end)`,
  },
  {
    name: 'no part is issued without the signature of its requisition',
    // What arrives is reserved at an instant of whoever enters it, and the clock of each life is its own.
    breaches: sql`
      select m.line_id::text as breach from stock_movements m
      join requisition_lines l on l.id = m.line_id
      join requisitions q on q.id = l.requisition_id
      where m.kind in ('reserved', 'issued') and (q.state <> 'signed' or m.kind = 'issued' and q.decided_at > m.at)`,
  },
  {
    name: 'a piece with a serial number is fitted once',
    breaches: sql`
      select serial as breach from stock_movements where serial <> '' and kind in ('consumed', 'consumption_reversed')
      group by part_id, serial
      having sum(case kind when 'consumed' then 1 else -1 end) > 1`,
  },
];

const MONEY_RULES: readonly LedgerRule[] = [
  {
    name: 'not more is charged than was accepted, and the visit fee',
    breaches: sql`
      select a.case_id::text as breach from case_accounts a
      where a.due_minor
        > (select coalesce(sum(q.total_minor), 0) from quotes q where q.case_id = a.case_id and q.state = 'accepted')
        + (select coalesce(sum(m.amount_minor), 0) from money_entries m
           where m.case_id = a.case_id and m.kind = 'due' and m.quote_id is null)`,
  },
  {
    name: 'refunds are never above payments',
    breaches: sql`
      select case_id::text as breach from case_accounts
      where refund_due_minor > paid_minor or refunded_minor > refund_due_minor`,
  },
  {
    name: 'a cause is refunded once',
    breaches: sql`
      select m.case_id::text as breach from money_entries m
      where m.kind in ('refund_due', 'refund_paid')
        and not exists (select from money_entries c where c.counters_entry_id = m.id)
      group by m.case_id, m.kind, m.cause having count(*) > 1`,
  },
  {
    name: 'a payment counts once',
    breaches: sql`
      select m.reference as breach from money_entries m where m.kind = 'payment'
      group by m.case_id, m.method, m.reference having count(*) > 1`,
  },
  {
    name: 'chargeable work waits until it is paid or deferred',
    breaches: sql`
      select t.id as breach from tasks t join cases c on c.id = t.case_id
      join case_accounts a on a.case_id = t.case_id
      where t.kind = 'doWork' and t.status = 'open' and c.phase = 'work'
        and (select coalesce(sum(q.total_minor), 0) from quotes q where q.case_id = a.case_id and q.state = 'accepted')
          > a.paid_minor - a.refund_due_minor + a.deferred_minor
        and a.due_minor > a.paid_minor - a.refund_due_minor + a.deferred_minor`,
  },
];

const RECORD_RULES: readonly LedgerRule[] = [
  {
    name: 'the timeline has no gap',
    breaches: sql`
      select case_id::text as breach from timeline_events
      group by case_id having min(seq) <> 1 or max(seq) <> count(*)`,
  },
  {
    name: 'case numbers have no gap',
    breaches: sql`
      select n.rule || n.day::text as breach from case_number_counters n
      where n.last_number <> (select count(*) from cases c where c.number like 'RP-' || to_char(n.day, 'YYYYMMDD') || '-%')`,
  },
  {
    name: 'a commitment that is late is recorded as missed',
    // An answer that comes in the same moment as the timer is recorded a step before it.
    lags: true,
    breaches: sql`
      select m.case_id::text || '/' || m.name as breach from commitments m join cases c on c.id = m.case_id
      where m.status = 'met' and m.met_at > m.due_at and not m.is_missed
        or m.status = 'met' and m.met_at is null
        or m.status = 'running' and m.due_at < c.changed_at - interval '1 minute' and m.missed_at is null
        or m.missed_at is not null and not m.is_missed`,
  },
  {
    name: 'nothing is scrapped before it was approved, or taken by right, and is back',
    breaches: sql`
      select e.key as breach from unit_events e
      where e.kind = 'scrapped' and (
        not exists (select from unit_events r where r.case_id = e.case_id and r.kind = 'replaced' and r.happened_at <= e.happened_at)
        or not exists (select from approvals a where a.case_id = e.case_id and a.subject = 'scrap'
            and a.status = 'approved' and a.decided_at <= e.happened_at)
          and not exists (select from tasks t where t.case_id = e.case_id and t.kind = 'proposeScrap'
            and t.status = 'completed' and t.form ->> 'ground' = 'right' and t.ended_at <= e.happened_at))`,
  },
];

const CLOSED_RULES: readonly LedgerRule[] = [
  {
    name: 'a closed case has a balanced account',
    breaches: sql`
      select a.case_id::text as breach from case_accounts a join cases c on c.id = a.case_id
      where c.phase = 'closed' and (
        a.paid_minor - a.refund_due_minor + a.receivable_minor <> a.due_minor
        or a.refunded_minor <> a.refund_due_minor or a.cash_in_hand_minor <> 0)`,
  },
  {
    name: 'no money is kept for a free case',
    breaches: sql`
      select a.case_id::text as breach from case_accounts a join cases c on c.id = a.case_id
      where c.phase = 'closed' and a.paid_minor <> a.refunded_minor
        and not exists (select from money_entries m where m.case_id = a.case_id and m.kind = 'due')`,
  },
  {
    name: 'in a closed case, what was issued is used, back, damaged or lost, and nothing is reserved or short',
    breaches: sql`
      select l.id::text as breach from requisition_lines l
      join requisitions q on q.id = l.requisition_id join cases c on c.id = q.case_id
      where c.phase = 'closed' and (
        l.consumed_quantity + l.returned_quantity + l.damaged_quantity + l.lost_quantity <> l.issued_quantity
        or l.reserved_quantity <> 0 or l.short_quantity <> 0)`,
  },
  {
    name: 'a closed case has nothing open: tasks, approvals, commitments, holds, windows, messages, requisitions',
    breaches: sql`
      select c.id::text || '/' || found.what as breach from cases c join (
        select case_id, 'task ' || kind as what from tasks where status = 'open'
        union all select case_id, 'approval ' || subject from approvals where status = 'pending'
        union all select case_id, 'commitment ' || name from commitments where status = 'running'
        union all select case_id, 'hold' from holds where ended_at is null
        union all select case_id, 'window' from appointments where status = 'agreed'
        union all select case_id, 'message ' || kind from messages where status = 'queued'
        union all select case_id, 'requisition' from requisitions where state = 'asked'
      ) found on found.case_id = c.id where c.phase = 'closed'`,
  },
  {
    name: 'in a closed case, every signed requisition was approved',
    breaches: sql`
      select q.number as breach from requisitions q join cases c on c.id = q.case_id
      where c.phase = 'closed' and q.state = 'signed' and q.location_code <> 'loans' and not exists (
        select from approvals a where a.case_id = q.case_id and a.subject = 'requisition' and a.status = 'approved'
          and a.about ->> 'requisitionId' = q.id::text)`,
  },
  {
    name: 'a closed case has an outcome',
    breaches: sql`select id::text as breach from cases where phase = 'closed' and outcome is null`,
  },
];

const RULES: readonly LedgerRule[] = [...STOCK_RULES, ...MONEY_RULES, ...RECORD_RULES, ...CLOSED_RULES];

/** On a machine that does much else, what is being written takes as long as this. */
const LAG_MS = 30_000;
const LOOK_AGAIN_AFTER_MS = 500;

/** What breaks a rule at this moment, as `rule: key`. */
export async function ledgerBreaches(db: Database): Promise<readonly string[]> {
  const breaches = await breachesOf(db, RULES);
  const lagging = RULES.filter(({ lags }) => lags);
  const isLagging = (breach: string): boolean => lagging.some(({ name }) => breach.startsWith(`${name}: `));
  let lasting = breaches.filter(isLagging);
  const giveUpAt = performance.now() + LAG_MS;
  while (lasting.length > 0 && performance.now() < giveUpAt) {
    await sleep(LOOK_AGAIN_AFTER_MS);
    const now = await breachesOf(db, lagging);
    lasting = lasting.filter((breach) => now.includes(breach));
  }
  return breaches.filter((breach) => !isLagging(breach) || lasting.includes(breach));
}

async function breachesOf(db: Database, rules: readonly LedgerRule[]): Promise<readonly string[]> {
  const asked = rules.map(
    ({ name, breaches }) => sql`select ${name}::text as rule, breach from (${breaches}) found`,
  );
  const { rows } = await db.execute<{ rule: string; breach: string }>(sql.join(asked, sql` union all `));
  return rows.map(({ rule, breach }) => `${rule}: ${breach}`);
}

import { namesWritten } from './case-names.sql.ts';

/**
 * The one statement that writes a step: the case's row first, and everything else only if that row took the
 * step's version. A step that was written before therefore changes nothing (design idea 5).
 *
 * Rows travel as one JSON array per table, so a step costs one round trip however much it changes.
 */

type Columns = Readonly<Record<string, string>>;

const CASE_COLUMNS = {
  version: 'integer',
  changed_at: 'timestamptz',
  phase: 'text',
  priority: 'text',
  round: 'integer',
  attempt: 'integer',
  owner_role: 'text',
  owner_id: 'uuid',
  technician_id: 'uuid',
  on_hold: 'boolean',
  paused_because: 'text[]',
  overdue: 'boolean',
  outcome: 'text',
  closed_at: 'timestamptz',
  details: 'jsonb',
} as const satisfies Columns;

const OPENING_COLUMNS = {
  kind: 'text',
  company: 'text',
  policy_id: 'uuid',
  calendar_code: 'text',
  customer_id: 'uuid',
  contact_id: 'uuid',
  language: 'text',
  opened_by: 'jsonb',
  opened_at: 'timestamptz',
  received_at: 'timestamptz',
  clock_offset_ms: 'bigint',
} as const satisfies Columns;

interface TableOfStep {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Columns;
  /** Rows of an append-only table are never overwritten. */
  readonly appendOnly?: boolean;
}

const TABLES = [
  {
    name: 'tasks',
    key: ['id'],
    columns: {
      id: 'text',
      kind: 'text',
      phase: 'text',
      round: 'integer',
      attempt: 'integer',
      roles: 'text[]',
      assignee_id: 'uuid',
      status: 'text',
      opened_at: 'timestamptz',
      due_at: 'timestamptz',
      commitment_id: 'text',
      level: 'integer',
      missed_at: 'timestamptz',
      ended_at: 'timestamptz',
      ended_by: 'jsonb',
      about: 'jsonb',
      form: 'jsonb',
    },
  },
  {
    name: 'approvals',
    key: ['id'],
    columns: {
      id: 'text',
      subject: 'text',
      revision: 'integer',
      role: 'text',
      chain: 'text[]',
      status: 'text',
      requested_by: 'jsonb',
      requested_at: 'timestamptz',
      due_at: 'timestamptz',
      amount_minor: 'bigint',
      about: 'jsonb',
      decided_by: 'jsonb',
      decided_at: 'timestamptz',
      reason: 'text',
    },
  },
  {
    name: 'commitments',
    key: ['case_id', 'id'],
    columns: {
      id: 'text',
      name: 'text',
      kind: 'text',
      status: 'text',
      started_at: 'timestamptz',
      source: 'text',
      limit: 'jsonb',
      calendar_code: 'text',
      calendar_version: 'integer',
      paused_by: 'text[]',
      pauses: 'jsonb',
      warn_at: 'timestamptz',
      due_at: 'timestamptz',
      level: 'integer',
      ladder: 'jsonb',
      next_level_at: 'timestamptz',
      missed_at: 'timestamptz',
      met_at: 'timestamptz',
      is_missed: 'boolean',
    },
  },
  {
    name: 'holds',
    key: ['id'],
    columns: {
      id: 'text',
      reason: 'text',
      text: 'text',
      started_at: 'timestamptz',
      until_at: 'timestamptz',
      ended_at: 'timestamptz',
      placed_by: 'jsonb',
      batch_id: 'uuid',
    },
  },
  {
    name: 'timeline_events',
    key: ['case_id', 'seq'],
    appendOnly: true,
    columns: {
      seq: 'integer',
      kind: 'text',
      occurred_at: 'timestamptz',
      actor: 'jsonb',
      visibility: 'text',
      data: 'jsonb',
    },
  },
  {
    name: 'messages',
    key: ['id'],
    appendOnly: true,
    columns: {
      id: 'text',
      kind: 'text',
      recipient_type: 'text',
      recipient_role: 'text',
      recipient_person_id: 'uuid',
      channel: 'text',
      failed_channels: 'text[]',
      variables: 'jsonb',
      status: 'text',
      queued_at: 'timestamptz',
      settled_at: 'timestamptz',
      attempts: 'integer',
    },
  },
] as const satisfies readonly TableOfStep[];

/** While rows of a case are replaced, nobody else writes to it. */
export const LOCK_CASE = 'select version from cases where id = $1 for update';

/** The number in an id: `<caseId>.t7` of a task, `repair#3` of a commitment. */
const NUMBER_IN_ID = String.raw`substring(id from '(?:\.[a-z]|#)(\d+)$')::int`;

/** Parameters: `$1` case id, `$2` the last number that stays. What somebody was sent stays on record. */
export const REMOVE_LATER_ROWS: readonly { readonly by: 'seq' | 'id'; readonly text: string }[] = TABLES.map(
  ({ name }) =>
    name === 'timeline_events'
      ? { by: 'seq', text: `delete from ${name} where case_id = $1 and seq > $2` }
      : {
          by: 'id',
          text: `delete from ${name} where case_id = $1 and ${NUMBER_IN_ID} > $2${
            name === 'messages'
              ? ' and not exists (select 1 from message_deliveries where message_id = messages.id)'
              : ''
          }`,
        },
);

/** Names of the tables a step writes, in the order of the statement's parameters. */
export const STEP_TABLES = TABLES.map((table) => table.name);

const names = (columns: Columns): string[] => Object.keys(columns).map((name) => `"${name}"`);

const definition = (columns: Columns): string =>
  Object.entries(columns)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ');

/** `$1` is the case's id; the table's rows are parameter `$parameter`. */
function writeTable(table: TableOfStep, parameter: number): string {
  const columns = names(table.columns);
  const updates = columns.filter((column) => !table.key.includes(column.slice(1, -1)));
  const onConflict = table.appendOnly
    ? 'do nothing'
    : `do update set ${updates.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  return `${table.name}_written as (
    insert into ${table.name} (case_id, ${columns.join(', ')})
    select stored.id, ${columns.map((column) => `r.${column}`).join(', ')}
    from stored, jsonb_to_recordset($${String(parameter)}::jsonb) as r(${definition(table.columns)})
    on conflict (${table.key.join(', ')}) ${onConflict})`;
}

const rest = TABLES.map((table, position) => writeTable(table, position + 3)).join(',\n');

/**
 * Changes whenever the calendar `code` gets a new version, or a year of its holiday scheme is entered anew. Years have
 * no version of their own: PostgreSQL's row version stands for it.
 */
const calendarStamp = (code: string): string => `
    select calendars.version || ':' || coalesce((
      select string_agg(years.xmin::text, ',' order by years.year) from holiday_scheme_years years
      where years.scheme_code = calendars.definition ->> 'holidayScheme'), '') as stamp
    from calendars where code = ${code} order by version desc limit 1`;

/** Parameter: `$1` calendar code. */
export const READ_CALENDAR_STAMP = calendarStamp('$1');

const CODE = `$${String(TABLES.length + 3)}::text`;
const STAMP = `$${String(TABLES.length + 4)}::text`;
const IDS = `$${String(TABLES.length + 5)}::uuid[]`;
const KNOWN_AT = `$${String(TABLES.length + 6)}::timestamptz`;
const RULE = `$${String(TABLES.length + 7)}::text`;
const DAY = `$${String(TABLES.length + 8)}::date`;

/** Due instants of an older calendar are not written; the caller computes them anew. */
const IS_CURRENT = `(${STAMP} is null or ${STAMP} = (select stamp from calendar))`;

/** The earliest due instant of the rows of one table, as it stands after the step, that are in this state. */
function earliestDue(name: 'tasks' | 'commitments', status: string): string {
  const rows = `jsonb_to_recordset($${String(STEP_TABLES.indexOf(name) + 3)}::jsonb) as r(id text, status text, due_at timestamptz)`;
  return `(select min(due_at) from (
      select r.due_at from ${rows} where r.status = '${status}'
      union all
      select due_at from ${name} where case_id = $1::uuid and status = '${status}' and id not in (select r.id from ${rows})) running)`;
}

const NEXT_DUE = `least(${earliestDue('tasks', 'open')}, ${earliestDue('commitments', 'running')})`;

/** What the other parts of the statement need of the case's row. */
const STORED = 'cases.id, cases.number, cases.customer_id, cases.contact_id';

const RESULT = `select (select number from stored) as number, not ${IS_CURRENT} as "calendarChanged"`;

/**
 * Parameters: `$1` case id, `$2` the case's row, one JSON array per table of `STEP_TABLES`, then code and stamp of the
 * calendar that the step was computed with, null for a step without limits, the ids that the step holds, and
 * from when on their names are known.
 */
export const WRITE_STEP = `with calendar as (${calendarStamp(CODE)}),
  stored as (
    update cases set ${names(CASE_COLUMNS)
      .map((column) => `${column} = r.${column}`)
      .join(', ')}, next_due_at = ${NEXT_DUE}
    from jsonb_to_record($2::jsonb) as r(${definition(CASE_COLUMNS)})
    where cases.id = $1::uuid and cases.version < r.version and ${IS_CURRENT}
    returning ${STORED}),
  ${rest},
  ${namesWritten(IDS, KNOWN_AT)}
  ${RESULT}`;

/**
 * As `WRITE_STEP`, for the first step: gives the case its number. Two more parameters: numbering rule and day of entry.
 * The counter's row is locked until the statement ends, so numbers are gapless per rule and day.
 */
export const WRITE_FIRST_STEP = `with calendar as (${calendarStamp(CODE)}),
  numbered as (
    insert into case_number_counters (rule, day, last_number)
    select ${RULE}, ${DAY}, 1 where ${IS_CURRENT}
    on conflict (rule, day) do update set last_number = case_number_counters.last_number + 1
    returning replace(replace(rule, '{yyyyMMdd}', to_char(day, 'YYYYMMDD')), '{seq4}',
      lpad(last_number::text, greatest(4, length(last_number::text)), '0')) as number),
  stored as (
    insert into cases (id, number, next_due_at, ${[...names(CASE_COLUMNS), ...names(OPENING_COLUMNS)].join(', ')})
    select $1::uuid, numbered.number, ${NEXT_DUE}, ${[...names(CASE_COLUMNS), ...names(OPENING_COLUMNS)].map((column) => `r.${column}`).join(', ')}
    from numbered, jsonb_to_record($2::jsonb) as r(${definition({ ...CASE_COLUMNS, ...OPENING_COLUMNS })})
    returning ${STORED}),
  ${rest},
  ${namesWritten(IDS, KNOWN_AT)}
  ${RESULT}`;

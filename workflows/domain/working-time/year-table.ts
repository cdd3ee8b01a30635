import type { Instant } from '../limits.ts';
import { DAY_MS, type EpochDay, epochDayOf } from './civil-date.ts';
import type { DayHours } from './day-hours.ts';
import type { Zone } from './zone.ts';

/** The open blocks of one local calendar year as ascending instants with running sums. */
export interface YearTable {
  /** First instant of the year, and of the next one. */
  readonly from: Instant;
  readonly to: Instant;
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** `sums[i]` is the open time of the year before block i, in ms; one more entry holds the whole year's. */
  readonly sums: Float64Array;
  /** The local dates that have open time: the working days. */
  readonly days: Int32Array;
  /** `firstBlock[d]` is the first block of the working day d; one more entry holds the number of blocks. */
  readonly firstBlock: Int32Array;
  /** Open from the first to the last instant. */
  readonly unbroken: boolean;
}

interface Draft {
  readonly opens: Instant[];
  readonly closes: Instant[];
  readonly sums: number[];
  readonly days: EpochDay[];
  readonly firstBlock: number[];
}

export function buildYearTable(year: number, zone: Zone, hours: DayHours): YearTable {
  const firstDay = epochDayOf(year, 1, 1);
  const nextYear = epochDayOf(year + 1, 1, 1);
  const from = zone.instantOf(firstDay * DAY_MS);
  const to = zone.instantOf(nextYear * DAY_MS);
  const draft: Draft = { opens: [], closes: [], sums: [0], days: [], firstBlock: [] };
  for (let day = firstDay; day < nextYear; day += 1) addDay(draft, day, zone, hours);
  draft.firstBlock.push(draft.opens.length);
  return {
    from,
    to,
    opens: Float64Array.from(draft.opens),
    closes: Float64Array.from(draft.closes),
    sums: Float64Array.from(draft.sums),
    days: Int32Array.from(draft.days),
    firstBlock: Int32Array.from(draft.firstBlock),
    unbroken: draft.sums.at(-1) === to - from,
  };
}

function addDay(draft: Draft, day: EpochDay, zone: Zone, hours: DayHours): void {
  const blocksBefore = draft.opens.length;
  for (const { open, close } of blocksOf(day, zone, hours)) {
    draft.opens.push(open);
    draft.closes.push(close);
    draft.sums.push((draft.sums.at(-1) ?? 0) + close - open);
  }
  if (draft.opens.length === blocksBefore) return;
  draft.days.push(day);
  draft.firstBlock.push(blocksBefore);
}

/**
 * The open instants of a date, in order. In a daylight saving gap a block may move behind a later one, overlap it
 * or vanish; a date that a zone skipped when it crossed the date line has none.
 */
function blocksOf(day: EpochDay, zone: Zone, hours: DayHours): { open: Instant; close: Instant }[] {
  const spans = hours.of(day);
  if (spans.length === 0) return [];
  const midnight = day * DAY_MS;
  const dayBegin = zone.instantOf(midnight);
  const dayEnd = zone.instantOf(midnight + DAY_MS);
  const blocks = spans.map(({ from, to }) => ({
    open: Math.max(zone.instantOf(midnight + from), dayBegin),
    close: Math.min(zone.instantOf(midnight + to), dayEnd),
  }));
  blocks.sort((left, right) => left.open - right.open);
  let reached = dayBegin;
  const separate = blocks.map(({ open, close }) => {
    const block = { open: Math.max(open, reached), close };
    reached = Math.max(reached, close);
    return block;
  });
  return separate.filter(({ open, close }) => open < close);
}

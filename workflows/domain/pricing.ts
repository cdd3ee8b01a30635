import { type DomainError, type Fault, invalid } from './errors.ts';
import type { Currency } from './money.ts';
import type { Language } from './policy/choices.ts';

/** A piece of work with a fixed price. */
export interface WorkItem {
  readonly code: string;
  readonly name: Readonly<Record<Language, string>>;
  /** Minor units for one. */
  readonly priceMinor: number;
}

/** Where a visit goes, by distance. */
export interface TravelZone {
  readonly code: string;
  readonly name: Readonly<Record<Language, string>>;
  /** Minor units for one visit. */
  readonly visitMinor: number;
}

/**
 * A published price list (A3.2, R-10): labour by work item or by the hour, travel by visit and zone. Prices of
 * parts stand in the parts catalogue. A stored version never changes; a case keeps the one of its opening.
 */
export interface PriceList {
  readonly code: string;
  readonly version: number;
  readonly currency: Currency;
  readonly labour: {
    /** Minor units for an hour of one technician. */
    readonly hourMinor: number;
    /** Begun units of this many minutes are charged in full. */
    readonly unitMinutes: number;
    readonly workItems: readonly WorkItem[];
  };
  readonly travel: readonly TravelZone[];
}

/** What is charged in one line of a quotation or fee detail (F-01). Quantities are whole, above zero. */
export type ChargedItem =
  | { readonly kind: 'labour'; readonly minutes: number }
  | { readonly kind: 'labour'; readonly workItem: string; readonly quantity: number }
  | { readonly kind: 'travel'; readonly zone: string; readonly quantity: number }
  /** `priceMinor` is the part's catalogue price. */
  | { readonly kind: 'material'; readonly priceMinor: number; readonly quantity: number };

/**
 * What is wrong with a list beyond its form, by field: a code that stands for two things, or another currency than the
 * version before it has, in which accounts of customers are kept.
 */
export function checkPriceList(
  list: PriceList,
  latest?: { readonly version: number; readonly document: Pick<PriceList, 'currency'> },
): Fault[] {
  const faults = [
    ...doubled(list.labour.workItems, '/labour/workItems', 'work item'),
    ...doubled(list.travel, '/travel', 'travel zone'),
  ];
  if (latest !== undefined && latest.document.currency !== list.currency) {
    const message = `must be ${latest.document.currency}, as in version ${latest.version}; another currency is another list`;
    faults.push({ pointer: '/currency', message });
  }
  return faults;
}

function doubled(entries: readonly { readonly code: string }[], pointer: string, what: string): Fault[] {
  return entries.flatMap(({ code }, index) =>
    entries.findIndex((entry) => entry.code === code) === index
      ? []
      : [{ pointer: `${pointer}/${index}/code`, message: `is the code of another ${what} already` }],
  );
}

/**
 * The price of a line by the list, in minor units; parts of a minor unit are rounded half up.
 * @throws DomainError INVALID for an item that the list does not know, or a quantity that is none.
 */
export function priceLine(list: PriceList, item: ChargedItem): number {
  switch (item.kind) {
    case 'labour':
      return 'minutes' in item
        ? priceOfMinutes(list, item.minutes)
        : times(workItemOf(list, item.workItem).priceMinor, item.quantity);
    case 'travel':
      return times(zoneOf(list, item.zone).visitMinor, item.quantity);
    case 'material':
      return times(item.priceMinor, item.quantity);
  }
}

function priceOfMinutes(list: PriceList, minutes: number): number {
  requireQuantity('/minutes', minutes);
  const { hourMinor, unitMinutes } = list.labour;
  const charged = Math.ceil(minutes / unitMinutes) * unitMinutes;
  return divideHalfUp(safe(hourMinor * charged), 60);
}

function workItemOf(list: PriceList, code: string): WorkItem {
  const item = list.labour.workItems.find((known) => known.code === code);
  if (item === undefined) throw unknown('/workItem', 'work item', code, list);
  return item;
}

function zoneOf(list: PriceList, code: string): TravelZone {
  const zone = list.travel.find((known) => known.code === code);
  if (zone === undefined) throw unknown('/zone', 'travel zone', code, list);
  return zone;
}

function unknown(pointer: string, what: string, code: string, list: PriceList): DomainError {
  const message = `price list ${list.code} ${list.version} has no ${what} "${code}"`;
  return invalid(pointer, message, `No such ${what}: ${message}`);
}

function times(priceMinor: number, quantity: number): number {
  requireQuantity('/quantity', quantity);
  return safe(priceMinor * quantity);
}

function requireQuantity(pointer: string, quantity: number): void {
  if (Number.isSafeInteger(quantity) && quantity > 0) return;
  const message = 'must be a whole number above 0';
  throw invalid(pointer, message, `A quantity ${message}`);
}

/** Beyond 2^53 − 1 a number no longer holds every minor unit. */
function safe(amountMinor: number): number {
  if (Number.isSafeInteger(amountMinor)) return amountMinor;
  throw invalid(
    '/quantity',
    'makes the amount too large',
    'The amount is too large to be counted in minor units',
  );
}

/** Whole-number division of amounts, rounded half up. */
function divideHalfUp(amountMinor: number, divisor: number): number {
  const rest = amountMinor % divisor;
  return (amountMinor - rest) / divisor + (rest * 2 >= divisor ? 1 : 0);
}

/** A line as far as it says what is charged for what. */
interface FeeLine {
  readonly kind: 'labour' | 'material' | 'travel';
  readonly partId?: string;
  readonly amountMinor: number;
}

/**
 * What a quotation gives away against the price list, in minor units, fee by fee: one that is waived or lowered counts,
 * however dear the others are (repair §6 `price`, X-09). One line for everything is a lump sum, and counts as a whole.
 */
export function givenAwayMinor(listed: readonly FeeLine[], quoted: readonly FeeLine[]): number {
  if (quoted.length === 1) return Math.max(0, sumOf(listed) - sumOf(quoted));
  const namesParts = quoted.every(({ kind, partId }) => kind !== 'material' || partId !== undefined);
  const feeOf = ({ kind, partId = '' }: FeeLine): string => (namesParts ? `${kind}/${partId}` : kind);
  const ofFee = (lines: readonly FeeLine[], fee: string) => lines.filter((line) => feeOf(line) === fee);
  return [...new Set(listed.map(feeOf))]
    .map((fee) => sumOf(ofFee(listed, fee)) - sumOf(ofFee(quoted, fee)))
    .reduce((total, loweredMinor) => total + Math.max(0, loweredMinor), 0);
}

const sumOf = (lines: readonly FeeLine[]): number =>
  lines.reduce((total, { amountMinor }) => total + amountMinor, 0);

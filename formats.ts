import type { Instant } from './workflows/domain/limits.ts';
import type { Language } from './workflows/domain/policy/choices.ts';

/** In whose language and zone something is written out. */
export interface Reader {
  readonly language: Language;
  /** IANA time zone. */
  readonly timeZone: string;
}

/** What stands between the items of a list. */
export const LIST_SEPARATORS: Readonly<Record<Language, string>> = { 'zh-CN': '、', en: ', ' };

/** British order of day and month, with which no reader takes one for the other. */
const LOCALES: Readonly<Record<Language, string>> = { 'zh-CN': 'zh-CN', en: 'en-GB' };

const DATE_STYLES: Readonly<Record<Language, Intl.DateTimeFormatOptions>> = {
  'zh-CN': { year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' },
  en: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
};

const TIME_STYLE: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(reader: Reader, what: 'date' | 'time'): Intl.DateTimeFormat {
  const key = `${reader.language} ${reader.timeZone} ${what}`;
  let known = formatters.get(key);
  if (known === undefined) {
    const style = what === 'date' ? DATE_STYLES[reader.language] : TIME_STYLE;
    known = new Intl.DateTimeFormat(LOCALES[reader.language], { ...style, timeZone: reader.timeZone });
    formatters.set(key, known);
  }
  return known;
}

/** A moment before, still within the day that ends at midnight. */
const JUST_BEFORE_MS = 1;

/**
 * An instant by date, weekday and time of day. `endsPeriod`: midnight is told as 24:00 of the day before, as people
 * say the end of a warranty or a window.
 */
export function formatInstant(instant: Instant, reader: Reader, endsPeriod = false): string {
  const time = formatter(reader, 'time').format(instant);
  const isMidnight = endsPeriod && time === '00:00';
  const date = formatter(reader, 'date').format(isMidnight ? instant - JUST_BEFORE_MS : instant);
  return join(date, isMidnight ? '24:00' : time, reader);
}

/** A window of time, its date told once where it begins and ends on the same day. */
export function formatWindow(from: Instant, to: Instant, reader: Reader): string {
  const begin = formatInstant(from, reader);
  const end = formatInstant(to, reader, true);
  const date = formatter(reader, 'date').format(from);
  const sameDay = end.startsWith(date);
  return sameDay ? `${begin}–${end.slice(date.length).replace(/^[ ,]+/, '')}` : `${begin} – ${end}`;
}

function join(date: string, time: string, { language }: Reader): string {
  return language === 'en' ? `${date}, ${time}` : `${date} ${time}`;
}

/** An amount with its currency, in as many decimals as the currency has (ISO 4217). */
export function formatAmount(
  amountMinor: number,
  { language, currency }: { readonly language: Language; readonly currency: string },
): string {
  const format = new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency,
    currencyDisplay: language === 'en' ? 'code' : 'symbol',
  });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(toDecimal(amountMinor, decimals));
}

/** Exact, also where a division in binary would not be. */
function toDecimal(amountMinor: number, decimals: number): Intl.StringNumericLiteral {
  const digits = Math.abs(amountMinor)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = amountMinor < 0 ? '-' : '';
  return `${sign}${whole}.${digits.slice(digits.length - decimals) || '0'}` as Intl.StringNumericLiteral;
}

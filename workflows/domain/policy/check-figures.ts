import type { Fault } from '../errors.ts';

const DAY_OF_ENTRY = /\{yyyyMMdd\}/g;
const COUNT_OF_DAY = /\{seq[1-9]\}/g;

export function inRange(figure: number, from: number, to: number, pointer: string): Fault[] {
  const fits = Number.isFinite(figure) && figure >= from && figure <= to;
  return fits ? [] : [{ pointer, message: `must be from ${from} to ${to}` }];
}

export function atLeast(figure: number, least: number, pointer: string): Fault[] {
  const fits = Number.isSafeInteger(figure) && figure >= least;
  return fits ? [] : [{ pointer, message: `must be a whole number, ${least} or more` }];
}

/** The rule by which case numbers are made, for example `RP-{yyyyMMdd}-{seq4}`. */
export function checkNumberRule(rule: string, pointer: string): Fault[] {
  if (hasOne(rule, DAY_OF_ENTRY) && hasOne(rule, COUNT_OF_DAY)) return [];
  const message = 'must contain {yyyyMMdd} once and {seq<digits>} once, such as RP-{yyyyMMdd}-{seq4}';
  return [{ pointer, message }];
}

function hasOne(text: string, pattern: RegExp): boolean {
  return (text.match(pattern) ?? []).length === 1;
}

/** Choices of which there must be one at least, each once. */
export function checkChoices(choices: readonly string[], pointer: string): Fault[] {
  if (choices.length === 0) return [{ pointer, message: 'must name at least one' }];
  return checkDistinct(choices, pointer);
}

export function checkDistinct(choices: readonly string[], pointer: string): Fault[] {
  return choices.flatMap((choice, index) =>
    choices.indexOf(choice) < index ? [{ pointer: `${pointer}/${index}`, message: `repeats ${choice}` }] : [],
  );
}

/** What is up to chance in a life. Alternatives are given with the one that leads home first. */
export interface Choices {
  /** True in so many of a hundred cases; homewards never. */
  chance(percent: number): boolean;
  /** One of several; homewards the first. */
  oneOf<T>(first: T, ...others: readonly T[]): T;
  /** The first in most cases, else one of the others; homewards the first. */
  mostly<T>(first: T, ...others: readonly T[]): T;
  /** A whole number from `low` to `high`; homewards `low`. */
  between(low: number, high: number): number;
}

const RARELY_PERCENT = 25;

/** Chance: numbers drawn by fast-check, so that a seed gives the same decisions again. Homewards when they are used up. */
export function choicesOf(numbers: readonly number[]): Choices {
  let used = 0;
  const between = (low: number, high: number): number => {
    const number = numbers[used] ?? 0;
    used += 1;
    return low + (number % (Math.max(low, high) - low + 1));
  };
  const chance = (percent: number): boolean => between(0, 99) >= 100 - percent;
  const oneOf = <T>(first: T, ...others: readonly T[]): T =>
    [first, ...others][between(0, others.length)] ?? first;
  return {
    chance,
    oneOf,
    mostly: (first, ...others) => {
      const [other, ...more] = others;
      return other === undefined || !chance(RARELY_PERCENT) ? first : oneOf(other, ...more);
    },
    between,
  };
}

/** Nothing is left to chance any more: everybody does what ends the case. */
export const HOMEWARDS: Choices = choicesOf([]);

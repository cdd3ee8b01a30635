/** The number at `index`; an index outside is a fault of the caller, never a silent `undefined`. */
export function itemAt(numbers: ArrayLike<number>, index: number): number {
  const item = numbers[index];
  if (item === undefined) throw new RangeError(`Index ${index} is outside of ${numbers.length} items`);
  return item;
}

/** How many of the ascending `numbers` are less than `bound`. */
export function countBelow(numbers: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (itemAt(numbers, middle) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending `numbers` are at most `bound`. */
export function countUpTo(numbers: ArrayLike<number>, bound: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (itemAt(numbers, middle) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many keys of signals and updates a case remembers: far more than can be under way for it at once. */
const KEYS_REMEMBERED = 200;

/** With one more key, which a repeat is known by. */
export const remembering = (seen: readonly string[], key: string): readonly string[] =>
  [...seen, key].slice(-KEYS_REMEMBERED);

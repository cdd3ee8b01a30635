/** Remembers what was loaded for a key, for ever with `Infinity`; a failed load is not remembered. */
export function timedCache<Value>(
  keepMs: number,
  load: (key: string) => Promise<Value>,
): (key: string) => Promise<Value> {
  const entries = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  return async (key) => {
    const known = entries.get(key);
    if (known !== undefined && performance.now() < known.until) return known.value;
    const entry = { value: load(key), until: performance.now() + keepMs };
    entries.set(key, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (entries.get(key) === entry) entries.delete(key);
      throw error;
    }
  };
}

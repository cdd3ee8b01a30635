/** The id of what a preset names by a natural key; a preset that names what is not there is a fault of ours. */
export function idOf(idByKey: ReadonlyMap<string, string>, key: string): string {
  const id = idByKey.get(key);
  if (id === undefined) throw new Error(`The presets refer to "${key}", which is not among them`);
  return id;
}

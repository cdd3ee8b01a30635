import type { CaseName } from '../../db/repositories/case-names.repository.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import type { Named, Word } from './document.ts';

/**
 * What somebody or something was called then, as the case knew it; before it came to know them, as it first did.
 * Undefined: the case is from before names were kept with it.
 */
export function nameAt(names: readonly CaseName[], subjectId: string, at: Instant): CaseName | undefined {
  const known = names.filter((name) => name.subjectId === subjectId);
  return known.findLast(({ knownAt }) => knownAt <= at) ?? known[0];
}

/** The ids among the words of which the case knows no name. */
export function unknownIds(names: readonly CaseName[], words: readonly Word[]): readonly string[] {
  const known = new Set(names.map(({ subjectId }) => subjectId));
  const ids = words.flatMap((word) =>
    typeof word === 'string' || known.has(word.nameOf) ? [] : word.nameOf,
  );
  return [...new Set(ids)];
}

/** Tells names of their time; those that the case does not know, as they are called today. */
export const tellerOf =
  (names: readonly CaseName[], todays: ReadonlyMap<string, string>, language: Language) =>
  ({ nameOf, at }: Named): string => {
    const name = nameAt(names, nameOf, at);
    if (name === undefined) return todays.get(nameOf) ?? nameOf;
    return language === 'en' ? name.nameEn : name.nameZh;
  };

import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { CRUISE_OPTIONS, LAYER_RULES, OWNER_RULES, RESOLVE_OPTIONS } from './import-rules.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Follows the imports of some folders and holds them against the rules about imports. */
export async function cruiseFolders(folders: readonly string[], baseDir = ROOT): Promise<ICruiseResult> {
  const { output } = await cruise([...folders], { ...CRUISE_OPTIONS, baseDir }, RESOLVE_OPTIONS, {
    tsConfig: extractTSConfig(`${ROOT}/tsconfig.json`),
  });
  if (typeof output === 'string') throw new Error(output);
  return output;
}

/** Violations as a person reads them: rule, who, whom, and why not. */
export const violationsOf = ({ summary }: ICruiseResult): readonly string[] =>
  summary.violations.map(({ rule, from, to }) => {
    const broken = [...LAYER_RULES, ...OWNER_RULES].find(({ name }) => name === rule.name);
    return `${rule.name}: ${from} -> ${to} (${broken?.comment ?? ''})`;
  });

/** One line that each rule must not let pass: in this file, this statement. */
export const BREACHES: Readonly<Record<string, readonly (readonly [file: string, statement: string])[]>> = {
  'domain-imports-nothing': [
    ['workflows/domain/a.ts', `import 'node:fs';`],
    ['workflows/domain/b.ts', `import type { X } from '../runtime/target.ts';`],
  ],
  'rules-import-domain': [
    ['workflows/repair/repair.rules.ts', `import { condition } from '@temporalio/workflow';`],
    ['workflows/repair/repair.rules.ts', `import { x } from './target.ts';`],
  ],
  'rules-take-types-of-their-case': [
    ['workflows/repair/repair.rules.ts', `import { x } from './repair.case.ts';`],
  ],
  'messages-import-domain': [
    ['workflows/repair/repair.messages.ts', `import type { X } from './repair.case.ts';`],
  ],
  'forms-import-typebox-and-domain': [
    ['workflows/repair/repair.forms.ts', `import type { X } from './repair.case.ts';`],
    ['workflows/repair/forms/intake.ts', `import { x } from '../target.ts';`],
  ],
  'workflow-code-is-deterministic': [
    ['workflows/runtime/a.ts', `import { randomUUID } from 'node:crypto';`],
    ['workflows/repair/a.ts', `import type { X } from '../../db/target.ts';`],
    ['workflows/repair/a.ts', `import { Client } from '@temporalio/client';`],
    ['workflows/repair/a.ts', `import type { X } from '../../activities/target.ts';`],
  ],
  'workflow-code-takes-types-of-contracts': [
    ['workflows/runtime/a.ts', `import { x } from '../../activities/contracts.ts';`],
    ['workflows/repair/a.ts', `import { x } from '../../activities/repair-contracts.ts';`],
  ],
  'workflow-code-takes-types-of-forms': [
    ['workflows/repair/a.ts', `import { x } from './repair.forms.ts';`],
    ['workflows/runtime/a.ts', `import { x } from './form-fields.ts';`],
  ],
  'runtime-knows-no-process': [['workflows/runtime/a.ts', `import type { X } from '../repair/target.ts';`]],
  'processes-do-not-share': [
    ['workflows/complaint/a.ts', `import type { X } from '../repair/repair.case.ts';`],
  ],
  'contracts-are-domain-types': [
    ['activities/contracts.ts', `import type { X } from '../db/target.ts';`],
    ['activities/repair-contracts.ts', `import type { X } from '../workflows/repair/repair.case.ts';`],
  ],
  'activities-know-no-process': [
    ['activities/a.ts', `import type { X } from '../workflows/repair/repair.case.ts';`],
    ['activities/a.ts', `import { x } from '../workflows/runtime/target.ts';`],
  ],
  'activities-know-no-api': [['activities/a.ts', `import { x } from '../api/target.ts';`]],
  'activities-use-repositories': [['activities/a.ts', `import { sql } from 'drizzle-orm';`]],
  'db-imports-domain': [
    ['db/a.ts', `import type { X } from '../activities/contracts.ts';`],
    ['db/a.ts', `import { createLogger } from '../logging.ts';`],
  ],
  'gateway-is-the-only-client': [
    ['api/routes/a.ts', `import { Client } from '@temporalio/client';`],
    ['activities/a.ts', `import { Client } from '@temporalio/client';`],
  ],
  'api-speaks-to-temporal-through-the-gateway': [
    ['api/routes/a.ts', `import type { X } from '@temporalio/common';`],
    ['api/plugins/a.ts', `import { dataConverter } from '../../temporal.config.ts';`],
  ],
  'api-knows-no-process': [
    ['api/routes/a.ts', `import type { X } from '../../workflows/runtime/case.messages.ts';`],
    ['api/a.ts', `import { x } from '../workflows/repair/target.ts';`],
  ],
  'gateway-imports': [
    ['api/case-gateway.ts', `import type { X } from '../db/target.ts';`],
    ['api/case-gateway.failures.ts', `import { x } from './routes/target.ts';`],
  ],
  'gateway-takes-types-of-workflows': [
    ['api/case-gateway.ts', `import { x } from '../workflows/repair/repair.case.ts';`],
  ],
  'api-knows-no-activities': [['api/routes/a.ts', `import { x } from '../../activities/target.ts';`]],
  'api-uses-repositories': [
    ['api/routes/a.ts', `import { eq } from 'drizzle-orm';`],
    ['api/plugins/a.ts', `import { x } from '../../db/schema/target.ts';`],
  ],
  'no-circular-imports': [
    ['db/a.ts', `import { x } from './cycle.ts';`],
    ['db/b.ts', `import type { X } from './type-cycle.ts';`],
  ],
  'everything-resolves': [['db/a.ts', `import { x } from './nowhere.ts';`]],
  'production-needs-no-tools': [
    ['db/a.ts', `import { x } from '../local/target.ts';`],
    ['logging.ts', `import { x } from './test/target.ts';`],
  ],
  'production-needs-no-dev-dependency': [['api/a.ts', `import fc from 'fast-check';`]],
};

/** What the breaches import. */
const TARGETS = [
  'workflows/runtime/target.ts',
  'workflows/runtime/form-fields.ts',
  'workflows/runtime/case.messages.ts',
  'workflows/repair/target.ts',
  'workflows/repair/repair.case.ts',
  'workflows/repair/repair.forms.ts',
  'activities/target.ts',
  'activities/contracts.ts',
  'activities/repair-contracts.ts',
  'api/routes/target.ts',
  'api/target.ts',
  'db/target.ts',
  'db/schema/target.ts',
  'local/target.ts',
  'test/target.ts',
  'logging.ts',
  'temporal.config.ts',
];

/** The files of a small product in which every rule is broken as `BREACHES` says. */
export function brokenProduct(): Readonly<Record<string, string>> {
  const exports = 'export const x = 1;\nexport type X = 1;\n';
  const files: Record<string, string> = Object.fromEntries(TARGETS.map((file) => [file, exports]));
  files['db/cycle.ts'] = `export { x } from './a.ts';\n`;
  files['db/type-cycle.ts'] = `export type { X } from './b.ts';\n`;
  for (const [file, statement] of Object.values(BREACHES).flat()) {
    files[file] = `${statement}\n${files[file] ?? exports}`;
  }
  return files;
}

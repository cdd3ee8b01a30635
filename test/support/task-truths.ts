import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { createValidatorCompiler } from '../../api/plugins/validation.ts';
import { PROCESS_FORMS } from '../../api/schemas/case-forms.ts';
import { formToApi } from '../../api/schemas/form-values.ts';
import type { Database } from '../../db/client.ts';
import type { CaseKind } from '../../workflows/domain/cases.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';

interface LivedTask extends Record<string, unknown> {
  readonly kind: string;
  readonly roles: readonly Role[];
  readonly about: Readonly<Record<string, unknown>>;
  readonly caseKind: CaseKind;
  readonly policy: ServicePolicy;
}

const compile = createValidatorCompiler();

/** Whatever a story lives: what front ends are told of tasks beforehand has to be true of those that opened. */
export async function expectTasksAsDescribed(db: Database): Promise<void> {
  const { rows } = await db.execute<LivedTask>(sql`
    select tasks.kind, tasks.roles, tasks.about, cases.kind as "caseKind", policies.document as policy
    from tasks join cases on cases.id = tasks.case_id join policies on policies.id = cases.policy_id
    where not exists (
      select from timeline_events
      where timeline_events.case_id = tasks.case_id and timeline_events.kind = 'taskReassigned'
        and timeline_events.data ->> 'taskId' = tasks.id)`);
  expect(rows.flatMap(unforeseenRoles)).toEqual([]);
  expect(rows.flatMap(unfitProposals)).toEqual([]);
}

function unforeseenRoles({ kind, roles, caseKind, policy }: LivedTask): string[] {
  const foreseen = PROCESS_FORMS[caseKind]?.openTo(kind, policy) ?? [];
  const others = roles.filter((role) => !foreseen.includes(role));
  return others.length === 0
    ? []
    : [`${kind} was open to ${others.join(', ')}, foreseen ${foreseen.join(', ')}`];
}

function unfitProposals({ kind, about, caseKind }: LivedTask): string[] {
  const { tasks, proposes } = PROCESS_FORMS[caseKind] ?? {};
  const form = tasks?.[kind];
  if (form === undefined || proposes === undefined) return [`${kind} has no form`];
  const proposed = formToApi(form, proposes(kind, about), 'Asia/Shanghai');
  const fields = { ...form, required: [], allOf: [{}] };
  const validate = compile({ schema: fields, method: 'POST', url: '', httpPart: 'body' });
  return validate(proposed) === true ? [] : [`${kind} proposes ${JSON.stringify(proposed)}`];
}

import type { Static } from 'typebox';
import type { ApprovalRow } from '../../db/repositories/approvals.repository.ts';
import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import type { ApprovalBody } from './approval.schema.ts';
import { type Reader, toActorBody } from './case-bodies.ts';
import { PROCESS_FORMS } from './case-forms.ts';
import { factsToApi, formToApi } from './form-values.ts';
import { toIso, toIsoOrNull } from './instants.ts';
import type { TaskBody } from './task.schema.ts';

export function toTaskBody(row: TaskRow, reader: Reader): Static<typeof TaskBody> {
  const { timeZone } = reader.principal;
  const { id, caseId, caseKind, caseNumber, kind, phase, round, attempt, roles, assigneeId, status } = row;
  return {
    ...{ id, caseId, caseKind, caseNumber, kind, phase, round, attempt, roles, assigneeId, status },
    priority: row.casePriority,
    title: reader.titles('task', kind),
    openedAt: toIso(row.openedAt, timeZone),
    dueAt: toIsoOrNull(row.effectiveDueAt, timeZone),
    overdue: row.isOverdue,
    commitmentId: row.commitmentId,
    endedAt: toIsoOrNull(row.endedAt, timeZone),
    endedBy: row.endedBy === null ? null : toActorBody(row.endedBy, reader),
    currency: row.currency,
    about: factsToApi(row.about, timeZone),
    proposes: row.status === 'open' ? proposedFor(row, timeZone) : {},
    form: row.form === null ? null : formOf(row, row.form, timeZone),
  };
}

function proposedFor(row: TaskRow, timeZone: string): Record<string, unknown> {
  const { tasks, proposes } = PROCESS_FORMS[row.caseKind] ?? {};
  const schema = tasks?.[row.kind];
  if (schema === undefined || proposes === undefined) return {};
  return { ...formToApi(schema, proposes(row.kind, row.about), timeZone) };
}

/** A form of an older release may have fields that its schema has no more: those are shown as plain facts. */
function formOf(row: TaskRow, form: NonNullable<TaskRow['form']>, timeZone: string): Record<string, unknown> {
  const schema = PROCESS_FORMS[row.caseKind]?.tasks[row.kind];
  return schema === undefined ? factsToApi(form, timeZone) : { ...formToApi(schema, form, timeZone) };
}

export function toApprovalBody(row: ApprovalRow, reader: Reader): Static<typeof ApprovalBody> {
  const { timeZone } = reader.principal;
  const { id, caseId, caseKind, caseNumber, subject, revision, role, chain, status, amountMinor, reason } =
    row;
  return {
    ...{ id, caseId, caseKind, caseNumber, subject, revision, role, chain, status, amountMinor, reason },
    priority: row.casePriority,
    title: reader.titles('approval', subject),
    requestedBy: toActorBody(row.requestedBy, reader),
    requestedAt: toIso(row.requestedAt, timeZone),
    dueAt: toIsoOrNull(row.dueAt, timeZone),
    about: factsToApi(row.about, timeZone),
    decidedBy: row.decidedBy === null ? null : toActorBody(row.decidedBy, reader),
    decidedAt: toIsoOrNull(row.decidedAt, timeZone),
  };
}

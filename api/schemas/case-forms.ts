import type { TSchema } from 'typebox';
import type { FastifySchemaValidationError } from 'fastify';
import type { CaseKind } from '../../workflows/domain/cases.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Givers } from '../../workflows/domain/givers.ts';
import type { Role } from '../../workflows/domain/limits.ts';
import { REPAIR_COMMAND_GIVERS } from '../../workflows/domain/policy/repair-commands.ts';
import type { PeriodSurveyPolicy } from '../../workflows/domain/policy/period-survey.ts';
import {
  ownerRolesOf,
  periodSurveyOf,
  type ServicePolicy,
} from '../../workflows/domain/policy/service-policy.ts';
import { SURVEY_COMMAND_GIVERS, SURVEY_TASK_ROLES } from '../../workflows/domain/policy/survey-roles.ts';
import { REPAIR_TASK_ROLES } from '../../workflows/repair/forms/task-profiles.ts';
import { proposalOf } from '../../workflows/repair/forms/task-proposals.ts';
import {
  repairCommands,
  repairForms,
  repairFormsByPhase,
  repairOpening,
} from '../../workflows/repair/repair.forms.ts';
import { caseCommands } from '../../workflows/runtime/case.forms.ts';
import {
  surveyCommands,
  surveyForms,
  surveyFormsByPhase,
  surveyOpening,
} from '../../workflows/survey/survey.forms.ts';
import { createValidatorCompiler, refusalOfBody } from '../plugins/validation.ts';

/** The forms of one kind of case, by task kind and command name, and what a front end may know of its tasks. */
export interface ProcessForms {
  /** What such a case is opened with, and where. */
  readonly opening: { readonly path: string; readonly form: TSchema };
  readonly tasks: Readonly<Record<string, TSchema>>;
  readonly commands: Readonly<Record<string, TSchema>>;
  readonly phases: Readonly<Record<string, Readonly<Record<string, TSchema>>>>;
  /** Roles that a task may be open to under a policy. */
  readonly openTo: (kind: string, policy: ServicePolicy) => readonly Role[];
  /** Who may give a command under a policy. */
  readonly givers: (command: string, policy: ServicePolicy) => Givers;
  /** Roles that own such cases under a policy, in one round or another. */
  readonly ownerRoles: (policy: ServicePolicy) => readonly Role[];
  /** Fields of a task's form that the process knows already, from the facts that it shows with the task. */
  readonly proposes: (
    kind: string,
    about: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
}

/** Every kind of case that has a process, with its forms. */
export const PROCESS_FORMS: Readonly<Partial<Record<CaseKind, ProcessForms>>> = {
  repair: {
    opening: { path: '/v1/repairs', form: repairOpening },
    tasks: repairForms,
    commands: { ...caseCommands, ...repairCommands },
    phases: repairFormsByPhase,
    openTo: (kind, { repair }) => REPAIR_TASK_ROLES[kind as keyof typeof repairForms](repair),
    givers: (command, { repair }) =>
      REPAIR_COMMAND_GIVERS[command as keyof typeof REPAIR_COMMAND_GIVERS](repair),
    ownerRoles: ({ repair }) => ownerRolesOf(repair),
    proposes: proposalOf,
  },
  survey: {
    opening: { path: '/v1/survey-rounds', form: surveyOpening },
    tasks: surveyForms,
    commands: surveyCommands,
    phases: surveyFormsByPhase,
    openTo: (kind, policy) => ofSurvey(policy, SURVEY_TASK_ROLES[kind as keyof typeof surveyForms]),
    givers: (command) => SURVEY_COMMAND_GIVERS[command as keyof typeof SURVEY_COMMAND_GIVERS],
    ownerRoles: (policy) => ofSurvey(policy, ({ ownerRole }) => [ownerRole]),
    proposes: () => ({}),
  },
};

/** Nobody has to do with surveys where customers are not asked by period. */
function ofSurvey(
  policy: ServicePolicy,
  rolesUnder: (survey: PeriodSurveyPolicy) => readonly Role[],
): readonly Role[] {
  const survey = periodSurveyOf(policy);
  return survey === null ? [] : rolesUnder(survey);
}

/** Where the last part of the address is not the command's own name (design §5). */
const COMMAND_PATHS: Readonly<Record<string, string>> = { comment: 'comments' };

/** The last part of the address that a command is given at. */
export const pathOfCommand = (command: string): string => COMMAND_PATHS[command] ?? command;

export function taskFormOf(caseKind: CaseKind, taskKind: string): TSchema {
  const form = PROCESS_FORMS[caseKind]?.tasks[taskKind];
  if (form === undefined)
    throw new DomainError('NOT_FOUND', `There is no task "${taskKind}" in a ${caseKind}`);
  return form;
}

type Validate = ReturnType<ReturnType<typeof createValidatorCompiler>>;

const compile = createValidatorCompiler();
const validators = new Map<TSchema, Validate>();

/** Refuses an input that does not have the form asked for, with a fault for each field. */
export function assertForm(form: TSchema, input: unknown): void {
  let validate = validators.get(form);
  if (validate === undefined) {
    validate = compile({ schema: form, method: 'POST', url: '', httpPart: 'body' });
    validators.set(form, validate);
  }
  if (validate(input) === true) return;
  const { errors } = validate as { errors?: FastifySchemaValidationError[] };
  throw refusalOfBody(errors ?? []);
}

import type { TSchema } from 'typebox';
import type { FastifySchemaValidationError } from 'fastify';
import type { CaseKind } from '../../workflows/domain/cases.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { repairCommands, repairForms } from '../../workflows/repair/repair.forms.ts';
import { caseCommands } from '../../workflows/runtime/case.forms.ts';
import { createValidatorCompiler, refusalOfBody } from '../plugins/validation.ts';

/** The forms of one kind of case, by task kind and command name. */
export interface ProcessForms {
  readonly tasks: Readonly<Record<string, TSchema>>;
  readonly commands: Readonly<Record<string, TSchema>>;
}

/** Every kind of case that has a process, with its forms. */
export const PROCESS_FORMS: Readonly<Partial<Record<CaseKind, ProcessForms>>> = {
  repair: { tasks: repairForms, commands: { ...caseCommands, ...repairCommands } },
};

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

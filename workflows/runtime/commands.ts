import type { Actor } from '../domain/actors.ts';
import type { PauseReason } from '../domain/cases.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import { mayGive, nameGivers } from '../domain/givers.ts';
import type { Instant } from '../domain/limits.ts';
import type { Case } from './case.ts';
import { isAnyDeedAWord, isCustomersWord } from './customers-word.ts';
import { linkCommands } from './link-commands.ts';
import { placeHold } from './long-holds.ts';
import { inRole, ownerCommands, ownerOf } from './owner.ts';
import type { RunCommand } from './case.messages.ts';
import type { ProcessShape } from './case-state.ts';
import type { CommandRule } from './process.ts';

/** Commands that every kind of case knows. Their forms are in `case.forms.ts`. */
export interface HoldInput {
  readonly reason: PauseReason;
  readonly text: string;
  readonly until: Instant;
}

export interface ResumeInput {
  readonly text?: string;
}

export interface EscalateInput {
  readonly reason: string;
}

export interface CommentInput {
  readonly text: string;
  readonly shared: boolean;
  /** Said by the customer to a member of staff, who writes it down. */
  readonly heardFrom?: string;
  /** An automatic reply of a mailbox: kept, but it meets and resumes nothing. */
  readonly automatic?: boolean;
  /** Keys of files that came with it. */
  readonly evidence?: readonly string[];
}

export interface AttachEvidenceInput {
  /** Keys of files uploaded before. */
  readonly evidence: readonly string[];
  readonly text?: string;
  readonly shared?: boolean;
}

/** In cases from before, the customer had spoken with these commands alone. */
const WORDS_FROM_BEFORE: readonly string[] = ['comment', 'attachEvidence', 'correctRegister'];

type AnyCommand<S extends ProcessShape> = CommandRule<Case<S>, never>;

function sharedCommands<S extends ProcessShape>(c: Case<S>): Readonly<Record<string, AnyCommand<S>>> {
  const hold: CommandRule<Case<S>, HoldInput> = {
    check(_, input) {
      if (c.holds.ofThisCase() !== null) {
        throw new DomainError('ALREADY_ON_HOLD', 'The case is on hold already; resume it first');
      }
      if (input.until <= c.now()) {
        throw invalid(
          '/until',
          'must lie after the present instant of the case',
          'A hold ends in the future',
        );
      }
    },
    run(_, input, by) {
      placeHold(c, input, by);
    },
  };
  const resume: CommandRule<Case<S>, ResumeInput> = {
    check() {
      if (!c.holds.isAny()) throw new DomainError('NOT_ON_HOLD', 'The case is not on hold');
    },
    run(_, _input, by) {
      c.holds.endAll(by);
    },
  };
  const escalate: CommandRule<Case<S>, EscalateInput> = {
    isBeside: true,
    check() {
      if (c.process.escalationLadder(c)[c.state.escalations] === undefined) {
        throw new DomainError(
          'TOP_LEVEL_REACHED',
          'The case has been escalated to the highest level already',
        );
      }
    },
    run(_, input, by) {
      escalateByHand(c, input.reason, by);
    },
  };
  const comment: CommandRule<Case<S>, CommentInput> = {
    isBeside: true,
    run(_, input, by) {
      const shared = input.shared || by.type === 'customer';
      c.note('commented', { ...input }, shared ? 'customer' : 'staff', by);
    },
  };
  const attachEvidence: CommandRule<Case<S>, AttachEvidenceInput> = {
    isBeside: true,
    run(_, { evidence, text = null, shared = false }, by) {
      const isShared = shared || by.type === 'customer';
      c.note('evidenceAttached', { evidence, text }, isShared ? 'customer' : 'staff', by);
    },
  };
  return { hold, resume, escalate, comment, attachEvidence, ...ownerCommands(c), ...linkCommands(c) };
}

/** The next level is told now; clocks run on. */
function escalateByHand<S extends ProcessShape>(c: Case<S>, reason: string, by: Actor): void {
  const level = c.state.escalations + 1;
  const step = c.process.escalationLadder(c)[c.state.escalations];
  if (step === undefined) return;
  c.state.escalations = level;
  c.note('escalatedByHand', { level, role: step.role, reason }, 'customer', by);
  c.notify('escalatedByHand', inRole(c, step.role), { level, reason });
}

function ruleOf<S extends ProcessShape>(c: Case<S>, command: string): AnyCommand<S> {
  const rule = c.process.commands[command] ?? sharedCommands(c)[command];
  if (rule === undefined) {
    throw new DomainError('NOT_FOUND', `A ${c.process.kind} case knows no command "${command}"`);
  }
  return rule;
}

/** Refuses a command that may not be given now, or not by this person. */
export function checkCommand<S extends ProcessShape>(c: Case<S>, request: RunCommand): void {
  const { command, input, by } = request;
  const rule = ruleOf(c, command);
  const givers = c.process.givers(c, command);
  const owner = ownerOf(c);
  if (givers !== 'anyone' && !mayGive(by, givers, owner)) {
    throw new DomainError('ROLE_MISSING', `"${command}" is given by: ${nameGivers(givers, owner)}`);
  }
  if (rule.isBeside) c.reserve.requireRoom();
  rule.check?.(c, input as never, by);
}

export function applyCommand<S extends ProcessShape>(c: Case<S>, { command, input, by }: RunCommand): void {
  c.note(`command.${command}`, { ...input }, 'staff', by);
  ruleOf(c, command).run(c, input as never, by);
  if (isCustomersWord(by, input) && (WORDS_FROM_BEFORE.includes(command) || isAnyDeedAWord())) {
    c.customerSpoke();
  }
}

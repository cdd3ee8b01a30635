import { currentUpdateInfo } from '@temporalio/workflow';
import type { LinkedKind, LinkRelation } from '../domain/links.ts';
import type { Case } from './case.ts';
import type { ProcessShape } from './case-state.ts';
import { linkCase, openLinkedCase, unlinkCase } from './links.ts';
import type { CommandRule } from './process.ts';

/** Commands about linked cases; whoever may see the case may give them (repair process, 5). */

interface LinkInput {
  readonly linkedCaseId: string;
  readonly relation?: LinkRelation;
  readonly waits?: boolean;
  readonly text?: string;
}

interface UnlinkInput {
  readonly linkedCaseId: string;
}

interface OpenLinkedCaseInput {
  readonly kind: LinkedKind;
  readonly text: string;
  readonly waits?: boolean;
}

interface OpenActionInput {
  readonly text: string;
  readonly department?: string;
}

/** Names what the caller intends: the same command sent again opens nothing twice. */
const intention = (): string => currentUpdateInfo()?.id ?? '';

export function linkCommands<S extends ProcessShape>(c: Case<S>) {
  const link: CommandRule<Case<S>, LinkInput> = {
    isBeside: true,
    run(_, { linkedCaseId, relation = 'related', waits = false, text = null }, by) {
      c.aside(() => linkCase(c, { linkedCaseId, relation, waits, text }, by));
    },
  };
  const unlink: CommandRule<Case<S>, UnlinkInput> = {
    isBeside: true,
    run(_, { linkedCaseId }, by) {
      c.aside(() => unlinkCase(c, linkedCaseId, by));
    },
  };
  const openOther: CommandRule<Case<S>, OpenLinkedCaseInput> = {
    isBeside: true,
    run(_, { kind, text, waits = false }, by) {
      const wanted = { kind, cause: 'byHand', text, waits, facts: {} } as const;
      const step = intention();
      c.aside(() => openLinkedCase(c, step, wanted, by));
    },
  };
  const openAction: CommandRule<Case<S>, OpenActionInput> = {
    isBeside: true,
    run(_, { text, department }, by) {
      const facts = department === undefined ? {} : { department };
      const wanted = { kind: 'action', cause: 'byHand', text, waits: false, facts } as const;
      const step = intention();
      c.aside(() => openLinkedCase(c, step, wanted, by));
    },
  };
  return { link, unlink, openLinkedCase: openOther, openAction };
}

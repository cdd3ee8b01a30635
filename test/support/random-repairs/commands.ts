import type { RepairCommands } from '../../../workflows/repair/repair.forms.ts';
import type { caseCommands } from '../../../workflows/runtime/case.forms.ts';
import { PEOPLE } from '../../replay/autopilot.ts';
import { writtenOff } from '../replacement-steps.ts';
import { PHOTO, SIGNED } from '../evidence.ts';
import { accountOf } from '../repair-parts-steps.ts';
import { at, type Form } from '../story.ts';
import { freeDevice } from './pieces.ts';
import { detail, type RandomTurn, siblingOf, wishes } from './turn.ts';

/* Commands at any time (repair process, 5), by whoever may give them, and by whoever may not. */

/** What a command is given without a task. */
export type CommandTurn = Omit<RandomTurn, 'task' | 'before' | 'refusals'>;

type RandomInput = (turn: CommandTurn) => Form | null | Promise<Form | null>;

interface RandomCommand {
  /** Who gives it as a rule; `reporter` is the customer. */
  readonly by: readonly string[];
  readonly input: RandomInput;
}

const reason = 'It has to be';
const LEAD = 'repair_lead';

const ahead = ({ later, choose }: CommandTurn, fromDays = 0): string =>
  at(later(fromDays * 24 * 60 + choose.between(60, 4 * 24 * 60)));

const COMMANDS: Readonly<Record<keyof RepairCommands | keyof typeof caseCommands, RandomCommand>> = {
  hold: {
    by: [LEAD, 'service_lead'],
    input: (turn) => ({
      reason: turn.choose.oneOf('waitingForCustomer', 'waitingForParts', 'thirdParty', 'forceMajeure'),
      ...{ text: reason, until: ahead(turn) },
    }),
  },
  resume: { by: [LEAD, 'service_lead'], input: () => ({}) },
  reassign: {
    by: [LEAD, 'service_lead', 'manager'],
    input: async ({ story, choose }) => {
      const ownerId = await story.world.personId(
        choose.oneOf('wang.lei', 'sun.yan', 'qian.wei', 'zhao.ming'),
      );
      return choose.chance(25) ? { reason } : { ownerId, reason };
    },
  },
  escalate: { by: ['reporter', 'agent'], input: () => ({ reason }) },
  comment: {
    by: ['reporter', 'agent'],
    input: ({ choose }) => ({
      text: 'Please hurry',
      shared: true,
      ...(choose.chance(20) ? { automatic: true } : {}),
    }),
  },
  attachEvidence: {
    by: ['agent', 'technician'],
    input: () => ({ evidence: [PHOTO], text: 'Looks like this' }),
  },
  link: {
    by: ['agent', LEAD],
    input: async ({ story, choose }) => {
      const linkedCaseId = await siblingOf(story);
      return linkedCaseId === undefined
        ? null
        : { linkedCaseId, relation: choose.oneOf('related', 'repeatOf') };
    },
  },
  unlink: {
    by: ['agent', LEAD],
    input: async ({ story }) => {
      const linkedCaseId = await siblingOf(story);
      return linkedCaseId === undefined ? null : { linkedCaseId };
    },
  },
  openLinkedCase: {
    by: ['agent'],
    input: ({ choose }) => ({ kind: 'complaint', text: reason, waits: choose.chance(50) }),
  },
  openAction: { by: ['agent'], input: () => ({ text: reason }) },
  changeAppointment: {
    by: ['technician', 'agent', 'reporter'],
    input: ({ later, choose }) => {
      const from = choose.between(30, 5 * 24 * 60);
      return {
        reason,
        windowFrom: at(later(from)),
        windowTo: at(later(from + 120)),
        heardFrom: 'The customer',
      };
    },
  },
  changePriority: {
    by: [LEAD, 'agent'],
    input: ({ choose }) => ({ priority: choose.oneOf('urgent', 'normal'), reason }),
  },
  requestParts: {
    by: ['technician', LEAD],
    input: async ({ story, choose }) => ({ lines: await wishes(story, choose) }),
  },
  requestHelp: {
    by: ['technician'],
    input: ({ choose }) => ({
      question: 'What is it?',
      from: choose.oneOf('technical_support', 'production'),
    }),
  },
  changePlan: { by: ['technician', LEAD], input: () => ({ reason }) },
  deferPayment: { by: ['agent', 'reporter'], input: (turn) => ({ until: ahead(turn, 10), reason }) },
  grantRefund: {
    by: ['agent', LEAD],
    input: ({ choose }) => ({
      amountMinor: choose.between(1, 60_000),
      cause: choose.oneOf('delay', 'goodwill'),
      reason,
    }),
  },
  correctMoney: {
    by: ['finance'],
    input: async ({ story, choose }) => {
      const entries = (await accountOf(story))['entries'] as readonly Form[];
      const wrong = entries.filter(({ kind }) => kind === 'payment' || kind === 'cost').at(-1);
      if (wrong === undefined) return null;
      const amountMinor = choose.between(1, 60_000);
      return { entryId: wrong['id'], reason, ...(choose.chance(30) ? {} : { amountMinor }) };
    },
  },
  changeWriteOff: {
    by: [LEAD],
    input: async ({ story, choose }) =>
      writtenOff({
        ground: (await detail(story, 'rightTaken')) === null ? 'unrepairable' : 'right',
        unitValueMinor: choose.between(50_000, 400_000),
      }),
  },
  lendDevice: {
    by: ['agent', LEAD],
    input: async ({ story }) => {
      const device = await freeDevice(story.world);
      return device === null ? null : { ...device, signedBy: 'The customer', signature: SIGNED };
    },
  },
  announceDelay: {
    by: ['agent', 'technician', 'parts_clerk'],
    input: (turn) => ({ reason, newUntil: ahead(turn, 3), toldAt: at(turn.now), understood: 'yes' }),
  },
  correctRegister: { by: ['agent', 'reporter'], input: () => ({ purchasedOn: '2026-01-02', reason }) },
  sendNews: { by: ['agent'], input: () => ({ text: 'We are at it' }) },
  withdraw: { by: ['reporter', 'agent'], input: () => ({ reason, heardFrom: 'The customer' }) },
  cancel: { by: ['manager', LEAD], input: () => ({ reason }) },
  merge: {
    by: ['manager', LEAD],
    input: async ({ story }) => {
      const targetId = await siblingOf(story);
      return targetId === undefined ? null : { targetId, text: reason };
    },
  },
  convert: { by: ['manager', LEAD], input: () => ({ targetKind: 'complaint', text: reason }) },
};

/** Commands that end the case are given less often, so that lives get far. */
const ENDING: readonly string[] = ['withdraw', 'cancel', 'merge', 'convert'];

export interface GivenCommand {
  readonly who: string;
  /** As it stands in the route. */
  readonly path: string;
  readonly input: Form;
}

/** A command that somebody gives now. */
export async function randomCommand(turn: CommandTurn): Promise<GivenCommand | null> {
  const { choose, story, reporter } = turn;
  const names = Object.keys(COMMANDS).filter((name) => !ENDING.includes(name));
  const [first = '', ...others] = choose.chance(3) ? ENDING : names;
  const name = choose.oneOf(first, ...others) as keyof typeof COMMANDS;
  const { by, input } = COMMANDS[name];
  const form = await input(turn);
  if (form === null) return null;
  const [usual = '', ...alike] = by;
  const role = choose.chance(12)
    ? choose.oneOf('reporter', ...Object.keys(PEOPLE))
    : choose.oneOf(usual, ...alike);
  const path = name === 'comment' ? 'comments' : name;
  if (role === 'reporter') return { who: reporter, path, input: form };
  const technicianId = role === 'technician' ? await technicianOf(turn) : null;
  const who = technicianId === null ? (PEOPLE[role] ?? '') : await story.world.handleOf(technicianId);
  return { who, path, input: form };
}

async function technicianOf({ story }: CommandTurn): Promise<string | null> {
  const { technicianId } = (await story.read()) as { technicianId?: string | null };
  return technicianId ?? null;
}

import { requireFaultless } from '../../domain/errors.ts';
import type { Instant } from '../../domain/limits.ts';
import { roleOf } from '../../domain/policy/service-policy.ts';
import type { RepairOutcome } from '../../domain/repair-outcomes.ts';
import { checkPast, checkSince } from '../../domain/reported.ts';
import type { TaskOptions } from '../../runtime/case.ts';
import { since } from '../../runtime/generations.ts';
import { linkCase } from '../../runtime/links.ts';
import type { Completed } from '../../runtime/tasks.ts';
import { coverageExpected } from '../money/coverage.ts';
import { handOverAtIntake } from '../people/handing-over.ts';
import { hastenByPriority, isHastenedAtOnce, limitsByPriority } from '../promises/priority.ts';
import {
  newsTold,
  promiseFirstResponse,
  promiseNews,
  promiseRepair,
  stopUrgentNews,
  within,
} from '../promises/promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { checkPriority } from '../repair.rules.ts';
import { checkSite, lookupsOf, siteOf } from '../visits/reported-unit.ts';

/** intake 受理: take up, respond, class, solve by call. */

export const intakeTasks: TasksOf<'contactCustomer' | 'classify' | 'solveRemotely'> = {
  contactCustomer: {
    role: () => 'agent',
    due: () => ({ commitment: 'firstResponse' }),
    check(c, form) {
      checkPast(form.at, c.now(), '/at');
      checkSince(form.at, c.body.receivedAt, '/at');
    },
  },
  classify: {
    role: () => 'agent',
    due: (c) => within(c, c.policy.classifyWithin[c.data.priority], 'fast'),
    about: (c) => ({
      description: c.body.description,
      urgentReasons: c.body.urgentReasons ?? [],
      urgentWanted: c.body.urgentWanted ?? false,
      warranty: lookupsOf(c).warranty,
      possibleDuplicates: lookupsOf(c).possibleDuplicates,
      registeredToAnother: lookupsOf(c).registeredToAnother,
      place: c.body.place ?? null,
      site: siteOf(c),
    }),
    check(c, form) {
      if (maySend(form)) checkSite(form.place, form.site ?? siteOf(c));
      checkPriority(c.policy, c.body, form.priority);
      checkFeeTold(c, form);
      if (form.feeToldAt !== undefined) checkPast(form.feeToldAt, c.now(), '/feeToldAt');
    },
  },
  solveRemotely: {
    role: (c) => {
      const { general, technical } = c.policy.remoteRole;
      return roleOf(c.policy, c.data.classification?.class === 'technical' ? technical : general);
    },
    due: (c) => within(c, c.policy.remoteWithin, 'fast'),
  },
};

export async function intake(c: RepairCase): Promise<RepairPhase> {
  takeUp(c);
  const [, first] = await Promise.all([contactCustomer(c), classify(c)]);
  const classified = await handedOver(c, first);
  switch (classified.route) {
    case 'remote':
      return solveRemotely(c);
    case 'dispatch':
      return 'dispatch';
    case 'convert':
    case 'merge':
      return endHere(c, classified.route === 'merge' ? 'merged' : 'converted');
    case 'refuse':
      c.tell('refused', { reason: classified.routeText ?? '' });
      return endHere(c, 'refused');
  }
}

type Classified = Completed<RepairForms['classify']>;

/** A report that its new case cannot take, for that one has ended meanwhile, is classified once more. */
async function handedOver(c: RepairCase, first: Classified): Promise<RepairForms['classify']> {
  for (let classified = first; ;) {
    const refused = await handOverAtIntake(c, classified.form, classified.by);
    if (refused === null) return classified.form;
    classified = await classify(c, { about: { refused } });
  }
}

/** Nothing was done here; only money that came in all the same has to go back first. */
async function endHere(c: RepairCase, outcome: RepairOutcome): Promise<RepairPhase> {
  c.state.outcome = outcome;
  await c.endAsides();
  if (c.data.booksMoved) return 'completion';
  // Reports from before that went on elsewhere ended without a word to the customer.
  if (outcome !== 'refused' && since(1, 'handed-over-at-intake')) c.tell('closed', { outcome });
  return 'closed';
}

/** Number and acknowledgement at once; whoever leads is told of an urgent case before anyone looks at it. */
function takeUp(c: RepairCase): void {
  promiseFirstResponse(c);
  promiseRepair(c);
  c.tell('acknowledged', {}, c.dueOf('firstResponse'));
  askForProof(c);
  if (c.data.priority === 'urgent') tellUrgent(c);
  if (c.body.takenByPerson) c.meet('firstResponse', c.body.receivedAt);
  linkNamed(c);
}

/** The cases that the report names are linked as soon as this one is on record. */
function linkNamed(c: RepairCase): void {
  const { repeatOf = [], sameFaultAs = [], openedFrom = [], links = [] } = c.body;
  const named = [
    ...[repeatOf].flat().map((linkedCaseId) => ({ linkedCaseId, relation: 'repeatOf' as const })),
    ...[sameFaultAs].flat().map((linkedCaseId) => ({ linkedCaseId, relation: 'sameFaultAs' as const })),
    ...[openedFrom].flat().map((linkedCaseId) => ({ linkedCaseId, relation: 'raisedFrom' as const })),
    ...links.map((linkedCaseId) => ({ linkedCaseId, relation: 'related' as const })),
  ];
  if (named.length === 0 || !since(1, 'links-of-the-report')) return;
  c.aside(async () => {
    await c.recorder.written();
    for (const link of named) {
      await linkCase(c, { ...link, waits: false, text: null }, c.state.opening.openedBy);
    }
  });
}

/** Nobody knows whether the unit is inside its warranty: the customer can show it (9 serial unknown). */
export function askForProof(c: RepairCase): void {
  const isUnknown = lookupsOf(c).warranty.state === 'unknown';
  if (isUnknown && c.policy.payBefore !== null && since(1, 'proof-asked')) c.tell('proofAsked', {});
}

/** Whoever leads and whoever is on duty hear of it at once (3.1 intake). */
export function tellUrgent(c: RepairCase): void {
  // After the work nothing is promised about it (3.3); a revival that comes promises anew.
  if (c.state.phase !== 'completion' || !since(1, 'no-news-after-the-work')) promiseNews(c, 'urgent');
  const told = since(1, 'urgent-told-on-duty')
    ? ([c.policy.leadRole, 'agent'] as const)
    : [c.policy.leadRole];
  for (const role of told) {
    c.notify(
      'urgent',
      { type: 'role', role },
      { reasons: (c.body.urgentReasons ?? []).join(',') },
      c.dueOf('firstResponse'),
    );
  }
}

/**
 * The first human contact; an automatic message is none. Whom nobody reaches is written to after the last attempt
 * and the case goes on; the promise stands until somebody speaks with them.
 */
async function contactCustomer(c: RepairCase): Promise<void> {
  if (c.body.takenByPerson) return;
  for (let attempt = 1; attempt <= c.policy.contactAttempts; attempt += 1) {
    const { form } = await c.task('contactCustomer', { about: { attempt } });
    if (form.reached) {
      firstSpokenWith(c, form.at);
      return;
    }
    if (attempt < c.policy.contactAttempts) continue;
    c.tell('unreachable', {});
    // In cases from before, the letter counted as the first response.
    if (!since(1, 'first-response-by-a-person')) firstSpokenWith(c, form.at);
  }
}

function firstSpokenWith(c: RepairCase, at: Instant): void {
  c.meet('firstResponse', at);
  newsTold(c);
}

async function classify(c: RepairCase, options: TaskOptions = {}): Promise<Classified> {
  const classified = await c.task('classify', options);
  const { form } = classified;
  c.data.classification = form;
  c.data.site = form.site ?? c.data.site;
  if (form.priority !== c.data.priority) setPriority(c, form.priority);
  c.data.coverage = coverageExpected(c, form.sameFaultAs ?? c.body.sameFaultAs);
  return classified;
}

/** A report that is classed as urgent is hastened from now; one that is not has normal limits from its receipt on. */
function setPriority(c: RepairCase, priority: 'normal' | 'urgent'): void {
  c.data.priority = priority;
  if (priority === 'urgent' && isHastenedAtOnce()) hastenByPriority(c);
  else limitsByPriority(c);
  if (priority === 'urgent') tellUrgent(c);
  else stopUrgentNews(c);
}

async function solveRemotely(c: RepairCase): Promise<RepairPhase> {
  const { form } = await c.task('solveRemotely');
  newsTold(c);
  if (!form.solved) return 'dispatch';
  c.meet('firstResponse');
  c.data.solvedByCall = form.text;
  c.data.result = form.text;
  c.state.outcome = 'solvedRemotely';
  return 'completion';
}

/** Somebody is sent, or will be where a call does not solve it. */
const maySend = ({ route }: RepairForms['classify']): boolean => route === 'dispatch' || route === 'remote';

/** Outside warranty the customer hears a rough fee before anyone comes, also where a call may solve it first (A6.2). */
function checkFeeTold(c: RepairCase, form: RepairForms['classify']): void {
  const { state } = lookupsOf(c).warranty;
  const mayCost = c.policy.payBefore !== null && (state === 'outside' || state === 'unknown');
  if (!maySend(form) || !mayCost) return;
  const missing = (['roughFee', 'feeToldAt'] as const).filter((field) => form[field] === undefined);
  requireFaultless(
    missing.map((field) => ({ pointer: `/${field}`, message: 'is required outside warranty' })),
    'Outside warranty the customer is told a rough fee first',
  );
}

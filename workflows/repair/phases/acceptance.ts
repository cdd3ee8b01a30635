import { invalid } from '../../domain/errors.ts';
import type { Instant } from '../../domain/limits.ts';
import { checkHeardFrom } from '../../domain/reported.ts';
import { first } from '../../runtime/concurrency.ts';
import { effect } from '../../runtime/effects.ts';
import { since } from '../../runtime/generations.ts';
import { effects, keyed } from '../effects.ts';
import { complaintAbout } from '../people/linked-cases.ts';
import { newsTold, sameDay, within } from '../promises/promises.ts';
import type { RepairCase, RepairPhase, TasksOf } from '../repair.case.ts';
import type { RepairForms } from '../repair.forms.ts';
import { handedToOwner, isFetched } from '../visits/collection.ts';
import { isInWorkshop, unitInPlace } from '../visits/whereabouts.ts';

/** acceptance 验收: test, demonstrate, sign. */

export const acceptanceTasks: TasksOf<'testUnit' | 'handOver' | 'confirmUnit' | 'decideRefusal'> = {
  testUnit: {
    role: (c) => c.policy.testBy,
    assignee: (c) => (c.policy.testBy === 'technician' ? c.data.technicianId : null),
    check(_, form) {
      if (!form.passed || form.checks.every((checked) => checked.passed)) return;
      throw invalid(
        '/passed',
        'must be false while a check failed',
        'A test with a failed check is not passed',
      );
    },
  },
  handOver: {
    role: (c) => (isInWorkshop(c) ? 'agent' : 'technician'),
    assignee: (c) => (isInWorkshop(c) ? null : c.data.technicianId),
    about: (c) => ({
      measures: c.data.lastWork?.measures ?? '',
      parts: c.data.lines.filter((line) => line.consumed > 0).map((line) => line.partName),
      substitutes: c.data.substitutesTold,
    }),
    check(c, form) {
      const untold = c.data.substitutesTold.find((name) => !form.partsTold.includes(name));
      if (untold !== undefined) {
        throw invalid(
          '/partsTold',
          `must name "${untold}"`,
          'Substitute parts are told by name at the hand-over (C3.3)',
        );
      }
      if (c.data.diagnosis?.causedBy === 'misuse' && form.useTaught === undefined) {
        throw invalid(
          '/useTaught',
          'is required after misuse',
          'After misuse the customer is taught correct use',
        );
      }
    },
  },
  confirmUnit: {
    role: () => ['customer', 'agent'],
    // Where silence accepts, the time is the customer's; elsewhere somebody has to ask them in the end.
    due: (c) => {
      const { acceptanceSilence, customerAnswerWithin } = c.policy;
      if (acceptanceSilence === null) return within(c, customerAnswerWithin, 'slow');
      return { within: acceptanceSilence, ladder: [] };
    },
    about: (c) => ({ measures: c.data.lastWork?.measures ?? '' }),
    check(_, form, _task, by) {
      checkHeardFrom(by, form);
    },
  },
  decideRefusal: {
    role: (c) => (c.state.round > 1 ? 'manager' : c.policy.leadRole),
    due: (c) => within(c, c.policy.approvalWithin.usual, 'slow'),
    about: (c) => ({ refusal: c.data.refusal, attempt: c.state.attempt, attempts: c.policy.maxAttempts }),
  },
};

export async function acceptance(c: RepairCase): Promise<RepairPhase> {
  const tested = await c.task('testUnit', { due: await sameDay(c, 'slow') });
  if (!tested.form.passed) return refused(c, 'function', 'the test failed');
  const { form, at } = isFetched(c)
    ? await handedToOwner(c)
    : await c.task('handOver', { due: await sameDay(c, 'slow') });
  switch (form.signed) {
    case 'yes':
      return accepted(c, at, form.partsTold);
    case 'refused':
      return refused(c, form.refusal ?? 'other', form.text ?? '');
    case 'absent':
      return confirmed(c, form.partsTold);
  }
}

/** Nobody could sign: the customer confirms, or is silent for as long as was announced; then a passed test counts. */
async function confirmed(c: RepairCase, partsTold: string): Promise<RepairPhase> {
  const { acceptanceSilence } = c.policy;
  const ended = await first({
    confirmed: () => c.task('confirmUnit'),
    silent: () =>
      acceptanceSilence === null
        ? askedToConfirm(c)
        : c.after(acceptanceSilence, c.now(), (deadline) => {
            c.tell('acceptanceNotice', {}, deadline);
          }),
  });
  if (ended.branch === 'silent') return accepted(c, ended.value, partsTold);
  const { form, at } = ended.value;
  return form.accepted ? accepted(c, at, partsTold) : refused(c, form.refusal ?? 'other', form.text ?? '');
}

/** Where silence accepts nothing: asked, and reminded once; after that whoever is late with the task asks (3.2). */
async function askedToConfirm(c: RepairCase): Promise<never> {
  if (!since(1, 'asked-to-confirm')) return c.forever();
  c.tell('confirmationAsked', {});
  await c.after(c.policy.customerAnswerWithin);
  c.tell('confirmationAsked', {});
  return c.forever();
}

/** The workmanship warranty runs from here, or that of a new unit from its hand-over. */
async function accepted(c: RepairCase, at: Instant, partsTold?: string): Promise<RepairPhase> {
  c.data.signedAt = at;
  c.data.unitInCustody = null;
  c.data.refusal = null;
  c.state.outcome = c.data.newUnit === null ? 'repaired' : 'replaced';
  newsTold(c);
  const { newUnit } = c.data;
  const isExchange = newUnit !== null && !newUnit.isAccepted;
  if (isExchange) c.data.newUnit = { ...newUnit, isAccepted: true };
  const warrantyUntil = isExchange ? newUnit.warrantyUntil : await recordRepair(c, at);
  c.tell('handedOver', {
    measures: isExchange ? newUnit.productModel : (c.data.lastWork?.measures ?? ''),
    ...(partsTold === undefined ? {} : { partsTold }),
    ...(warrantyUntil === null ? {} : { warrantyUntil }),
  });
  return 'completion';
}

async function recordRepair(c: RepairCase, at: Instant): Promise<Instant | null> {
  const { workmanshipUntil } = await effect(() =>
    effects.recordRepairedUnit({
      ...keyed(c, `unit/repaired/${c.state.round}`),
      ...unitInPlace(c),
      at,
      faultCode: c.data.diagnosis?.faultCode ?? '',
      workmanshipDays: c.policy.workmanshipDays,
      extendSince: c.policy.extendWarrantyByRepairTime ? c.data.inRepairSince : null,
      timeZone: c.state.opening.timeZone,
    }),
  );
  c.data.workmanshipUntil = workmanshipUntil;
  return workmanshipUntil;
}

/** Back to the work while attempts are left and it is the work that is refused; otherwise the lead decides. */
async function refused(
  c: RepairCase,
  refusal: NonNullable<RepairForms['handOver']['refusal']>,
  text: string,
): Promise<RepairPhase> {
  c.data.refusal = text;
  const isAboutWork = refusal === 'function' || refusal === 'appearance';
  if (isAboutWork && c.state.attempt < c.policy.maxAttempts) {
    c.state.attempt += 1;
    return 'work';
  }
  const { form } = await c.task('decideRefusal', { about: { kind: refusal } });
  switch (form.route) {
    case 'work':
      c.state.attempt += 1;
      return 'work';
    case 'diagnosis':
      return 'diagnosis';
    case 'proposal':
      c.data.plan = null;
      return 'proposal';
    case 'replacement':
      return 'replacement';
    case 'complaint':
      await complaintAbout(c, 'refusal', form.text);
      c.state.outcome = 'handedToComplaint';
      return 'completion';
  }
}

import { describe, expect, it } from 'vitest';
import type { TaskState } from '../../workflows/domain/cases.ts';
import { deferralBroughtAlong } from '../../workflows/repair/money/owed.ts';
import { newRepairData, type RepairShape } from '../../workflows/repair/repair.case.ts';
import type { CaseState } from '../../workflows/runtime/case-state.ts';

const UNTIL = Date.UTC(2026, 5, 30);

/** The part of a state that a deferral stands in. */
function stateWith(about: TaskState['about']): CaseState<RepairShape> {
  const task = { id: 'T7', kind: 'confirmPayment', about } as Partial<TaskState> as TaskState;
  const state: Partial<CaseState<RepairShape>> = { tasks: { T7: task }, data: newRepairData('normal') };
  return state as CaseState<RepairShape>;
}

describe('a deferred payment in the state of a case from before', () => {
  it('is brought along from its task, so that what is confirmed there is booked', () => {
    const { tasks, data } = deferralBroughtAlong(stateWith({ deferredUntil: UNTIL, outstandingMinor: 300 }));
    expect(data.deferredUntil).toBe(UNTIL);
    expect(tasks['T7']?.about).toEqual({ deferredUntil: UNTIL, outstandingMinor: 300, beside: true });
  });

  it('stays as it is where the case keeps the day itself, and where nothing is deferred', () => {
    const today = stateWith({ deferredUntil: UNTIL, beside: true });
    expect(deferralBroughtAlong(today).tasks).toEqual(today.tasks);
    const fee = stateWith({ deferredUntil: null, beside: true });
    expect(deferralBroughtAlong(fee)).toBe(fee);
  });
});

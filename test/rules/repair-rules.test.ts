import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { checkPast } from '../../workflows/domain/reported.ts';
import type { PartLine } from '../../workflows/repair/parts/part-line.ts';
import type { RepairLookups } from '../../workflows/repair/repair.case.ts';
import {
  before,
  checkAfterHolds,
  checkConsumption,
  checkPriority,
  checkWindow,
  coverageApprovers,
  coveragesByLookup,
  isDissatisfied,
  isFree,
  isStillThere,
  limitUntil,
  mayGiveAway,
  planNeedsApproval,
  priorityAtOpening,
} from '../../workflows/repair/repair.rules.ts';

const { A, B, C, D, E } = POLICIES;
const HOUR = 3_600_000;

/** Code, pointers and details of what a rule refuses. */
function refusalOf(
  check: () => void,
): Pick<DomainError, 'code' | 'details'> & { pointers: readonly string[] } {
  try {
    check();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, details, faults } = error;
    return { code, details, pointers: faults.map(({ pointer }) => pointer) };
  }
  throw new Error('Nothing was refused');
}

describe('the priority of a repair', () => {
  it('is urgent from the opening by a trigger of the policy, or because the customer wants it', () => {
    expect(priorityAtOpening(A.repair, {})).toBe('normal');
    expect(priorityAtOpening(A.repair, { urgentReasons: ['safety'] })).toBe('urgent');
    expect(priorityAtOpening(A.repair, { urgentWanted: true })).toBe('urgent');
    expect(priorityAtOpening(A.repair, { urgentWanted: false, urgentReasons: [] })).toBe('normal');
  });

  it('is not raised by what another company counts as a trigger', () => {
    expect(priorityAtOpening(A.repair, { urgentReasons: ['foodAtRisk'] })).toBe('normal');
    expect(priorityAtOpening(E.repair, { urgentReasons: ['foodAtRisk'] })).toBe('urgent');
  });

  it('is not taken back while a trigger holds', () => {
    expect(
      refusalOf(() => {
        checkPriority(A.repair, { urgentReasons: ['safety'] }, 'normal');
      }),
    ).toMatchObject({
      code: 'TRIGGER_HOLDS',
      pointers: ['/priority'],
    });
    checkPriority(A.repair, { urgentReasons: ['safety'] }, 'urgent');
    checkPriority(A.repair, { urgentReasons: ['foodAtRisk'] }, 'normal');
    checkPriority(A.repair, {}, 'normal');
  });
});

const lookups = (
  state: RepairLookups['warranty']['state'],
  workmanship: RepairLookups['warranty']['workmanship'] = [],
): Pick<RepairLookups, 'warranty'> => ({ warranty: { state, until: null, workmanship } });

describe('who pays, by the warranty lookup', () => {
  const earlier = { caseId: 'case-1', faultCode: 'F-01', until: 0 };

  const own = { caseId: 'this-case', faultCodes: [] };

  it('is the company inside the warranty and the customer else', () => {
    expect(coveragesByLookup(lookups('inside'), {}, own)).toEqual(['warranty']);
    expect(coveragesByLookup(lookups('outside'), {}, own)).toEqual(['chargeable']);
    expect(coveragesByLookup(lookups('unknown'), {}, own)).toEqual(['chargeable']);
  });

  it('is the company for the same fault within the workmanship warranty, named by its case or its code', () => {
    const looked = lookups('outside', [earlier]);
    expect(coveragesByLookup(looked, { sameFaultAs: 'case-1' }, own)).toEqual(['workmanship']);
    expect(coveragesByLookup(looked, { faultCode: 'F-01' }, own)).toEqual(['workmanship']);
    expect(coveragesByLookup(looked, { faultCode: 'F-02' }, own)).toEqual(['chargeable']);
    expect(coveragesByLookup(looked, { sameFaultAs: 'case-2' }, own)).toEqual(['chargeable']);
    expect(coveragesByLookup(looked, {}, own)).toEqual(['chargeable']);
  });

  it('may be either warranty where both run', () => {
    const looked = lookups('inside', [earlier]);
    expect(coveragesByLookup(looked, { faultCode: 'F-01' }, own)).toEqual(['workmanship', 'warranty']);
  });

  it('is the company for a fault of an earlier round of the same case', () => {
    const later = { ...own, faultCodes: ['F-03'] };
    expect(coveragesByLookup(lookups('outside'), { faultCode: 'F-03' }, later)).toEqual(['workmanship']);
    expect(coveragesByLookup(lookups('outside'), { sameFaultAs: 'this-case' }, later)).toEqual([
      'workmanship',
    ]);
    expect(coveragesByLookup(lookups('outside'), { faultCode: 'F-04' }, later)).toEqual(['chargeable']);
  });

  it('makes a repair free unless it is chargeable, and always where the company never charges', () => {
    for (const coverage of ['warranty', 'workmanship', 'goodwill'] as const) {
      expect(isFree(A.repair, coverage)).toBe(true);
    }
    expect(isFree(A.repair, 'chargeable')).toBe(false);
    expect(isFree(E.repair, 'chargeable')).toBe(true);
  });
});

describe('who approves a coverage that differs from the lookup', () => {
  it('is the lead where it turns chargeable, then the manager', () => {
    expect(coverageApprovers(B.repair, 'chargeable', 0)).toEqual(['repair_lead', 'manager']);
    expect(coverageApprovers(E.repair, 'chargeable', 0)).toEqual(['manager']);
  });

  it('goes by what is given away where it turns free', () => {
    expect(coverageApprovers(A.repair, 'goodwill', 20_000)[0]).toBe('repair_lead');
    expect(coverageApprovers(A.repair, 'goodwill', 20_001)[0]).toBe('manager');
    expect(coverageApprovers(A.repair, 'warranty', 200_001)).toEqual(['general_manager']);
  });

  it('may give away up to the figure of the role', () => {
    expect(mayGiveAway(A.repair, 'repair_lead')).toBe(20_000);
    expect(mayGiveAway(A.repair, 'general_manager')).toBeNull();
    expect(mayGiveAway(A.repair, 'technician')).toBe(0);
  });
});

describe('a plan', () => {
  const plan = { costMinor: 0, complex: false, risky: false };

  it('needs approval always at A', () => {
    expect(planNeedsApproval(A.repair, plan)).toBe(true);
  });

  it('needs it from a cost on, that cost included', () => {
    expect(planNeedsApproval(B.repair, { ...plan, costMinor: 29_999 })).toBe(false);
    expect(planNeedsApproval(B.repair, { ...plan, costMinor: 30_000 })).toBe(true);
  });

  it('needs it when it is complex or risky, where the policy says so', () => {
    expect(planNeedsApproval(C.repair, { ...plan, complex: true })).toBe(true);
    expect(planNeedsApproval(B.repair, { ...plan, complex: true })).toBe(false);
    expect(planNeedsApproval(D.repair, { ...plan, risky: true })).toBe(true);
    expect(planNeedsApproval(C.repair, plan)).toBe(false);
  });
});

describe('a visit', () => {
  it('lasts at most half a day: later work needs a new window', () => {
    expect(isStillThere(null, 0)).toBe(false);
    expect(isStillThere(0, 12 * HOUR - 1)).toBe(true);
    expect(isStillThere(0, 12 * HOUR)).toBe(false);
  });

  it('has a window that runs forwards and is not over', () => {
    checkWindow(HOUR, 2 * HOUR, 0);
    checkWindow(0, 2 * HOUR, HOUR);
    expect(
      refusalOf(() => {
        checkWindow(2 * HOUR, HOUR, 0);
      }),
    ).toMatchObject({ code: 'INVALID', pointers: ['/windowTo'] });
    expect(
      refusalOf(() => {
        checkWindow(HOUR, HOUR, 0);
      }),
    ).toMatchObject({ pointers: ['/windowTo'] });
    expect(
      refusalOf(() => {
        checkWindow(0, HOUR, HOUR);
      }),
    ).toMatchObject({ code: 'INVALID', pointers: ['/windowFrom'] });
  });
});

describe('a window of a case that is held with others', () => {
  it('begins after the last hold whose end is known', () => {
    const holds = [{ until: HOUR }, { until: null }, { until: 3 * HOUR }];
    checkAfterHolds([], 0);
    checkAfterHolds(holds, 3 * HOUR);
    expect(
      refusalOf(() => {
        checkAfterHolds(holds, 2 * HOUR);
      }),
    ).toMatchObject({ code: 'INVALID', pointers: ['/windowFrom'] });
  });
});

describe('what is reported', () => {
  it('lies at or before the present instant of the case', () => {
    checkPast(5, 5, '/at');
    expect(
      refusalOf(() => {
        checkPast(6, 5, '/paidAt');
      }),
    ).toMatchObject({ code: 'INVALID', pointers: ['/paidAt'] });
  });
});

describe('consumption', () => {
  const line: PartLine = {
    lineId: 'L1',
    partId: 'P1',
    partName: 'Hinge',
    quantity: 3,
    reserved: 0,
    short: 0,
    issued: 3,
    consumed: 1,
    shortSince: 0,
    source: null,
  };
  const used = (...quantities: number[]) => quantities.map((quantity) => ({ lineId: 'L1', quantity }));

  it('takes no more than was issued and not consumed before, over all its entries', () => {
    checkConsumption([line], used(2));
    checkConsumption([line], used(1, 1));
    checkConsumption([line], []);
    expect(
      refusalOf(() => {
        checkConsumption([line], used(2, 1));
      }),
    ).toMatchObject({
      code: 'OVER_QUANTITY',
      details: { lineId: 'L1', remainder: 2 },
    });
  });

  it('takes nothing of a line that the case does not have', () => {
    expect(
      refusalOf(() => {
        checkConsumption([], used(1));
      }),
    ).toMatchObject({
      code: 'OVER_QUANTITY',
      details: { remainder: 0 },
    });
  });
});

describe('dissatisfaction', () => {
  it('is an answer that the policy names, or a score below its figure', () => {
    expect(isDissatisfied(A.repair, { satisfied: 'no' })).toBe(true);
    expect(isDissatisfied(A.repair, { satisfied: 'partly' })).toBe(false);
    expect(isDissatisfied(E.repair, { satisfied: 'partly' })).toBe(true);
    expect(isDissatisfied(A.repair, { satisfied: 'yes', score: 59 })).toBe(true);
    expect(isDissatisfied(A.repair, { satisfied: 'yes', score: 60 })).toBe(false);
    expect(isDissatisfied(A.repair, {})).toBe(false);
  });
});

describe('limits made on the way', () => {
  it('reach until the instant named, or are used up when it has passed', () => {
    expect(limitUntil(1_000, 61_000)).toEqual({ amount: 60, unit: 'seconds', counting: 'wallClock' });
    expect(limitUntil(61_000, 1_000).amount).toBe(0);
  });

  it('count backwards before an instant', () => {
    const limit = { amount: 2, unit: 'hours', counting: 'workingTime' } as const;
    expect(before(limit)).toEqual({ ...limit, amount: -2 });
  });
});

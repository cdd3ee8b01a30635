import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../db/presets/policies/index.ts';
import type { Limit } from '../../workflows/domain/limits.ts';
import { checkPolicy } from '../../workflows/domain/policy/check-policy.ts';
import type { RepairPolicy } from '../../workflows/domain/policy/repair-policy.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';

const { A, D, E } = POLICIES;
const hours = (amount: number): Limit => ({ amount, unit: 'hours', counting: 'wallClock' });
const workingDays = (amount: number): Limit => ({ amount, unit: 'days', counting: 'workingTime' });

const faultsOf = (changes: Partial<ServicePolicy>) => checkPolicy({ ...A, ...changes });
const repairFaults = (changes: Partial<RepairPolicy>, policy: ServicePolicy = A) =>
  checkPolicy({ ...policy, repair: { ...policy.repair, ...changes } });
const pointersOf = (changes: Partial<RepairPolicy>, policy?: ServicePolicy) =>
  repairFaults(changes, policy).map(({ pointer }) => pointer);

describe('checkPolicy', () => {
  it.each(Object.entries(POLICIES))('finds no fault with preset %s', (_company, policy) => {
    expect(checkPolicy(policy)).toEqual([]);
  });

  it('names the frame fields that make no sense', () => {
    expect(
      faultsOf({ version: 0, timeZone: 'Asia/Nowhere', currency: 'RMB¥', languages: [] }).map(
        ({ pointer }) => pointer,
      ),
    ).toEqual(['/version', '/timeZone', '/currency', '/languages']);
  });

  it('refuses a limit below zero and days that keep the time of day where no days are counted', () => {
    expect(pointersOf({ helpWithin: hours(-1), planWithin: { ...hours(1), endOfDay: false } })).toEqual([
      '/repair/helpWithin/amount',
      '/repair/planWithin/endOfDay',
    ]);
  });

  it('finds a bad limit inside a ladder', () => {
    const fast = [{ role: 'manager', within: hours(1.5) }, { role: 'general_manager' }] as const;
    expect(pointersOf({ ladder: { ...A.repair.ladder, fast: { normal: fast, urgent: fast } } })).toEqual([
      '/repair/ladder/fast/normal/0/within/amount',
      '/repair/ladder/fast/urgent/0/within/amount',
    ]);
  });

  it('refuses an urgent limit longer than the normal one', () => {
    expect(repairFaults({ contactWithin: { normal: hours(1), urgent: hours(2) } })).toEqual([
      { pointer: '/repair/contactWithin/urgent', message: 'must not be longer than the normal limit' },
    ]);
  });

  it('refuses a warning as long as the limit that it warns of', () => {
    const warnBefore = { repair: workingDays(2), visit: hours(24), part: workingDays(1) };
    expect(pointersOf({ warnBefore })).toEqual(['/repair/warnBefore/repair', '/repair/warnBefore/visit']);
  });

  it('refuses what would come again more often than every hour', () => {
    const soon = { ...hours(1), amount: 59, unit: 'minutes' } as const;
    expect(
      pointersOf({ approvalRemindEvery: soon, holdReviewEvery: hours(0), linkedCaseWithin: hours(1) }),
    ).toEqual(['/repair/approvalRemindEvery', '/repair/holdReviewEvery']);
  });

  it('wants all four survey limits or none', () => {
    expect(pointersOf({ surveyAfter: null })).toEqual(['/repair/surveyAfter']);
    expect(pointersOf({ surveyWithin: workingDays(5) }, D)).toEqual([
      '/repair/surveyAfter',
      '/repair/surveyRemindAfter',
      '/repair/surveyExpiresAfter',
    ]);
  });

  it('refuses a survey sent after its promise, or reminded after its end', () => {
    expect(pointersOf({ surveyAfter: workingDays(6), surveyRemindAfter: workingDays(10) })).toEqual([
      '/repair/surveyAfter',
      '/repair/surveyRemindAfter',
    ]);
  });
});

describe('checkPolicy on the survey by period', () => {
  const survey = D.periodSurvey ?? expect.fail('Company D asks by period');
  const pointersWith = (changes: Partial<typeof survey>) =>
    checkPolicy({ ...D, periodSurvey: { ...survey, ...changes } }).map(({ pointer }) => pointer);

  it('wants none of it from who does not ask by period', () => {
    expect(checkPolicy({ ...D, periodSurvey: null })).toEqual([]);
    const older = { ...D };
    delete older.periodSurvey;
    expect(checkPolicy(older)).toEqual([]);
  });

  it('names the figures that make no sense', () => {
    expect(
      pointersWith({
        remindAfter: survey.expiresAfter,
        numberRule: 'SV-{seq4}',
        restDays: -1,
        callBackOn: ['no', 'no'],
        callBackBelowScore: 101,
        callBackAttempts: 0,
        ladder: [{ role: 'manager' }],
      }),
    ).toEqual([
      '/periodSurvey/remindAfter',
      '/periodSurvey/numberRule',
      '/periodSurvey/restDays',
      '/periodSurvey/callBackOn/1',
      '/periodSurvey/callBackBelowScore',
      '/periodSurvey/callBackAttempts',
      '/periodSurvey/ladder/0/role',
    ]);
  });

  it('finds a bad limit inside it', () => {
    expect(pointersWith({ askAfter: hours(-1) })).toEqual(['/periodSurvey/askAfter/amount']);
  });
});

describe('checkPolicy on ladders', () => {
  const withSlow = (slow: RepairPolicy['ladder']['slow']['normal']) =>
    repairFaults({
      ladder: { ...A.repair.ladder, slow: { normal: slow, urgent: A.repair.ladder.slow.urgent } },
    });

  it('refuses one without a level', () => {
    expect(withSlow([])).toEqual([
      { pointer: '/repair/ladder/slow/normal', message: 'must have at least one level' },
    ]);
  });

  it('wants a limit at every level but the last', () => {
    expect(withSlow([{ role: 'manager' }, { role: 'general_manager', within: hours(1) }])).toEqual([
      {
        pointer: '/repair/ladder/slow/normal/0',
        message: 'needs `within`: only the last level has none',
      },
      {
        pointer: '/repair/ladder/slow/normal/1/within',
        message: 'must be absent on the last level: nobody is told after it',
      },
    ]);
  });

  it('wants it to climb, and to end with the general manager', () => {
    const faults = withSlow([
      { role: 'manager', within: hours(1) },
      { role: 'repair_lead', within: hours(1) },
      { role: 'service_lead' },
    ]);
    expect(faults).toEqual([
      {
        pointer: '/repair/ladder/slow/normal/2/role',
        message: 'must be general_manager, the last level of every ladder',
      },
      { pointer: '/repair/ladder/slow/normal/1/role', message: 'must stand above manager' },
      { pointer: '/repair/ladder/slow/normal/2/role', message: 'must stand above repair_lead' },
    ]);
  });
});

describe('checkPolicy on authorities and owners', () => {
  it('wants ascending amounts and a last level without one', () => {
    const planAuthority = [
      { role: 'lead', upToMinor: 500 },
      { role: 'manager', upToMinor: 500 },
      { role: 'general_manager', upToMinor: 900 },
    ] as const;
    expect(repairFaults({ planAuthority })).toEqual([
      {
        pointer: '/repair/planAuthority/1/upToMinor',
        message: 'must be above the amount of the level before',
      },
      {
        pointer: '/repair/planAuthority/2/upToMinor',
        message: 'must be null: the last level decides any amount',
      },
    ]);
  });

  it('refuses an unlimited level that is not the last, a fraction of a minor unit, and no level at all', () => {
    const any = { role: 'general_manager', upToMinor: null } as const;
    expect(pointersOf({ planAuthority: [{ role: 'lead', upToMinor: null }, any] })).toEqual([
      '/repair/planAuthority/0/upToMinor',
    ]);
    expect(pointersOf({ planAuthority: [{ role: 'lead', upToMinor: 0.5 }, any] })).toEqual([
      '/repair/planAuthority/0/upToMinor',
    ]);
    expect(pointersOf({ scrapAuthority: [] })).toEqual(['/repair/scrapAuthority']);
  });

  it('puts the lead in before it compares roles', () => {
    expect(pointersOf({ leadRole: 'general_manager' })).toEqual([
      '/repair/ownerByRound/second',
      '/repair/planAuthority/1/role',
      '/repair/freeAuthority/1/role',
    ]);
  });
});

describe('checkPolicy on money, figures and lists', () => {
  it('wants every payment limit where repairs are charged', () => {
    expect(pointersOf({ payWithin: null, paymentMethods: [] })).toEqual([
      '/repair/payWithin',
      '/repair/paymentMethods',
    ]);
  });

  it('wants none of them where repairs are always free', () => {
    expect(
      pointersOf({ quoteValidFor: workingDays(1), paymentMethods: ['cash'], visitFeeMinor: 100 }, E),
    ).toEqual(['/repair/quoteValidFor', '/repair/paymentMethods', '/repair/visitFeeMinor']);
  });

  it.each(['RP-{seq4}', 'RP-{yyyyMMdd}', 'RP-{yyyyMMdd}-{seq4}-{seq4}', 'RP-{yyyyMMdd}-{seq}'])(
    'refuses the number rule %s',
    (numberRule) => {
      expect(pointersOf({ numberRule })).toEqual(['/repair/numberRule']);
    },
  );

  it('refuses percentages, scores and counts out of range', () => {
    expect(
      pointersOf({
        uneconomicPercent: 0,
        reworkBelowScore: 101,
        satisfactionTarget: [90, 101],
        resolutionTarget: { generalPercent: -1, complexPercent: 90 },
        maxNoShows: 0,
        workmanshipDays: 1.5,
        rights: { repairsOfOneFault: 0, daysInRepair: 30, daysWithoutPart: 90 },
      }),
    ).toEqual([
      '/repair/uneconomicPercent',
      '/repair/reworkBelowScore',
      '/repair/resolutionTarget/generalPercent',
      '/repair/satisfactionTarget/1',
      '/repair/maxNoShows',
      '/repair/workmanshipDays',
      '/repair/rights/repairsOfOneFault',
    ]);
  });

  it('refuses empty lists of choices and repeated choices', () => {
    expect(
      repairFaults({ followUpManners: [], reworkOn: ['no', 'no'], pausedBy: [], satisfactionTarget: [] }),
    ).toEqual([
      { pointer: '/repair/followUpManners', message: 'must name at least one' },
      { pointer: '/repair/reworkOn/1', message: 'repeats no' },
      { pointer: '/repair/satisfactionTarget', message: 'must have at least one figure' },
    ]);
  });
});

import type { Fault } from '../errors.ts';
import { nominalSeconds } from '../limits.ts';
import { atLeast, checkChoices, checkDistinct, checkNumberRule, inRange } from './check-figures.ts';
import {
  checkAuthority,
  checkLadder,
  checkLimits,
  checkRolesRise,
  checkUrgency,
  isAsLong,
} from './check-limits.ts';
import { checkPeriodSurvey } from './check-period-survey.ts';
import type { RepairPolicy } from './repair-policy.ts';
import { periodSurveyOf, type ServicePolicy } from './service-policy.ts';

const SECONDS_OF_AN_HOUR = 3_600;

/**
 * Whether the figures of a policy make sense together; its form is checked by the API's schema. Every fault
 * names its field by JSON pointer (RFC 6901); none means that cases may be opened under the policy.
 */
export function checkPolicy(policy: ServicePolicy): Fault[] {
  const periodSurvey = periodSurveyOf(policy);
  return [
    ...checkFrame(policy),
    ...checkRepair(policy.repair, '/repair'),
    ...(periodSurvey === null ? [] : checkPeriodSurvey(periodSurvey, '/periodSurvey')),
  ];
}

function checkFrame(policy: ServicePolicy): Fault[] {
  const faults: Fault[] = [];
  if (!Number.isSafeInteger(policy.version) || policy.version < 1) {
    faults.push({ pointer: '/version', message: 'must be a whole number, 1 or more' });
  }
  if (!isTimeZone(policy.timeZone)) {
    faults.push({ pointer: '/timeZone', message: 'must be an IANA time zone such as Asia/Shanghai' });
  }
  if (!/^[A-Z]{3}$/.test(policy.currency)) {
    faults.push({ pointer: '/currency', message: 'must be an ISO 4217 code such as CNY' });
  }
  return [...faults, ...checkChoices(policy.languages, '/languages')];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function checkRepair(repair: RepairPolicy, at: string): Fault[] {
  return [
    ...checkLimits(repair, at),
    ...checkPromises(repair, at),
    ...checkWarnings(repair, at),
    ...checkRecurring(repair, at),
    ...checkSurvey(repair, at),
    ...checkLadders(repair, at),
    ...checkPeople(repair, at),
    ...checkAuthorities(repair, at),
    ...checkMoney(repair, at),
    ...checkFigures(repair, at),
    ...checkLists(repair, at),
  ];
}

function checkPromises(repair: RepairPolicy, at: string): Fault[] {
  return [
    ...checkUrgency(repair.firstResponseWithin, `${at}/firstResponseWithin`),
    ...checkUrgency(repair.classifyWithin, `${at}/classifyWithin`),
    ...checkUrgency(repair.assignWithin, `${at}/assignWithin`),
    ...checkUrgency(repair.contactWithin, `${at}/contactWithin`),
    ...checkUrgency(repair.visitWithin, `${at}/visitWithin`),
    ...checkUrgency(repair.repairWithin, `${at}/repairWithin`),
  ];
}

function checkWarnings(repair: RepairPolicy, at: string): Fault[] {
  const shortest = {
    repair: [repair.repairWithin.normal, repair.repairWithin.urgent, repair.reworkWithin],
    visit: [repair.visitWithin.normal, repair.visitWithin.urgent],
  };
  return (['repair', 'visit'] as const).flatMap((promise) =>
    shortest[promise].some((limit) => isAsLong(repair.warnBefore[promise], limit))
      ? [{ pointer: `${at}/warnBefore/${promise}`, message: 'must be shorter than every limit it warns of' }]
      : [],
  );
}

/** What comes again until somebody acts: too often, it would fill mailboxes and the history of the case. */
function checkRecurring(repair: RepairPolicy, at: string): Fault[] {
  const fields = ['approvalRemindEvery', 'holdReviewEvery', 'linkedCaseWithin'] as const;
  return fields
    .filter((field) => nominalSeconds(repair[field]) < SECONDS_OF_AN_HOUR)
    .map((field) => ({ pointer: `${at}/${field}`, message: 'must be at least an hour: it comes again' }));
}

function checkSurvey(repair: RepairPolicy, at: string): Fault[] {
  const { surveyWithin, surveyAfter, surveyRemindAfter, surveyExpiresAfter } = repair;
  const limits = { surveyWithin, surveyAfter, surveyRemindAfter, surveyExpiresAfter };
  const missing = Object.entries(limits).filter(([, limit]) => limit === null);
  if (missing.length === 4) return [];
  if (!surveyWithin || !surveyAfter || !surveyRemindAfter || !surveyExpiresAfter) {
    return missing.map(([field]) => ({
      pointer: `${at}/${field}`,
      message: 'must be set: the four survey limits apply together or not at all',
    }));
  }
  const faults: Fault[] = [];
  if (nominalSeconds(surveyAfter) > nominalSeconds(surveyWithin)) {
    faults.push({ pointer: `${at}/surveyAfter`, message: 'must not be longer than surveyWithin' });
  }
  if (isAsLong(surveyRemindAfter, surveyExpiresAfter)) {
    faults.push({ pointer: `${at}/surveyRemindAfter`, message: 'must be shorter than surveyExpiresAfter' });
  }
  return faults;
}

function checkLadders(repair: RepairPolicy, at: string): Fault[] {
  return (['fast', 'field', 'slow', 'parts'] as const).flatMap((name) =>
    (['normal', 'urgent'] as const).flatMap((priority) =>
      checkLadder(repair.ladder[name][priority], `${at}/ladder/${name}/${priority}`),
    ),
  );
}

function checkPeople(repair: RepairPolicy, at: string): Fault[] {
  const { first, second, later } = repair.ownerByRound;
  const rounds = ['first', 'second', 'later'] as const;
  return checkRolesRise(
    [first, second, later],
    repair.leadRole,
    (index) => `${at}/ownerByRound/${rounds[index] ?? ''}`,
  );
}

function checkAuthorities(repair: RepairPolicy, at: string): Fault[] {
  const fields = [
    'planAuthority',
    'freeAuthority',
    'refundAuthority',
    'deferAuthority',
    'scrapAuthority',
  ] as const;
  return fields.flatMap((field) => {
    const authority = repair[field];
    return authority === null ? [] : checkAuthority(authority, repair.leadRole, `${at}/${field}`);
  });
}

function checkMoney(repair: RepairPolicy, at: string): Fault[] {
  const charges = repair.payBefore !== null;
  const faults: Fault[] = [];
  for (const field of [
    'payWithin',
    'cashHandInWithin',
    'quoteValidFor',
    'refundAuthority',
    'deferAuthority',
  ] as const) {
    if ((repair[field] !== null) === charges) continue;
    const message = charges ? 'must be set: repairs may be charged' : 'must be null: repairs are always free';
    faults.push({ pointer: `${at}/${field}`, message });
  }
  if (repair.paymentMethods.length > 0 !== charges) {
    const message = charges ? 'must name at least one method' : 'must be empty: repairs are always free';
    faults.push({ pointer: `${at}/paymentMethods`, message });
  }
  if (!charges && repair.visitFeeMinor !== 0) {
    faults.push({ pointer: `${at}/visitFeeMinor`, message: 'must be 0: repairs are always free' });
  }
  return [...faults, ...checkNumberRule(repair.numberRule, `${at}/numberRule`)];
}

function checkFigures(repair: RepairPolicy, at: string): Fault[] {
  const { rights, planApprovalWhen, resolutionTarget } = repair;
  return [
    ...inRange(repair.uneconomicPercent, 1, 100, `${at}/uneconomicPercent`),
    ...inRange(repair.reworkBelowScore, 0, 100, `${at}/reworkBelowScore`),
    ...inRange(resolutionTarget.generalPercent, 0, 100, `${at}/resolutionTarget/generalPercent`),
    ...inRange(resolutionTarget.complexPercent, 0, 100, `${at}/resolutionTarget/complexPercent`),
    ...repair.satisfactionTarget.flatMap((target, index) =>
      inRange(target, 0, 100, `${at}/satisfactionTarget/${index}`),
    ),
    ...atLeast(repair.maxNoShows, 1, `${at}/maxNoShows`),
    ...atLeast(repair.contactAttempts, 1, `${at}/contactAttempts`),
    ...atLeast(repair.maxAttempts, 1, `${at}/maxAttempts`),
    ...atLeast(repair.complaintAtNo, 1, `${at}/complaintAtNo`),
    ...atLeast(repair.visitFeeMinor, 0, `${at}/visitFeeMinor`),
    ...atLeast(repair.workmanshipDays ?? 1, 1, `${at}/workmanshipDays`),
    ...atLeast(planApprovalWhen.costFromMinor ?? 0, 0, `${at}/planApprovalWhen/costFromMinor`),
    ...Object.entries(rights ?? {}).flatMap(([field, figure]) =>
      atLeast(figure as number, 1, `${at}/rights/${field}`),
    ),
  ];
}

function checkLists(repair: RepairPolicy, at: string): Fault[] {
  return [
    ...checkChoices(repair.scope.categories, `${at}/scope/categories`),
    ...checkChoices(repair.urgentWhen, `${at}/urgentWhen`),
    ...checkChoices(repair.helpFrom, `${at}/helpFrom`),
    ...checkChoices(repair.followUpManners, `${at}/followUpManners`),
    ...checkChoices(repair.reworkOn, `${at}/reworkOn`),
    ...checkDistinct(repair.pausedBy, `${at}/pausedBy`),
    ...checkDistinct(repair.paymentMethods, `${at}/paymentMethods`),
    ...(repair.satisfactionTarget.length > 0
      ? []
      : [{ pointer: `${at}/satisfactionTarget`, message: 'must have at least one figure' }]),
  ];
}

import { describe, expect, it } from 'vitest';
import { print, printAll, printBoth, printLadders, printRow, type Row } from './policy-notation.ts';

const LIMITS: readonly Row[] = [
  [
    'firstResponseWithin',
    (r) => printBoth(r.firstResponseWithin),
    [
      '30 min W; 15 min W',
      '30 min T; 15 min T',
      '30 min T; 10 min W',
      '48 h W; 24 h W',
      '15 min W; 10 min W',
    ],
  ],
  [
    'classifyWithin',
    (r) => printBoth(r.classifyWithin),
    ['60 min W; 15 min W', '60 min T; 30 min T', '60 min T; 15 min W', '1 d T; 4 h T', '30 min W; 15 min W'],
  ],
  [
    'assignWithin',
    (r) => printBoth(r.assignWithin),
    ['2 h W; 30 min W', '2 h T; 30 min T', '1 h T; 15 min W', '1 d T; 4 h T', '60 min W; 15 min W'],
  ],
  [
    'contactWithin',
    (r) => printBoth(r.contactWithin),
    ['4 h W; 1 h W', '4 h T; 1 h T', '2 h T; 30 min W', '48 h W; 24 h W', '2 h W; 30 min W'],
  ],
  [
    'visitWithin',
    (r) => printBoth(r.visitWithin),
    ['2 d T; 1 d T', '3 d T; 1 d T', '2 d T; 1 d T', '5 d T; 2 d T', '12 h W; 4 h W'],
  ],
  [
    'repairWithin; reworkWithin',
    (r) => `${printBoth(r.repairWithin)}; ${print(r.reworkWithin)}`,
    [
      '5 d T; 2 d T; 2 d T',
      '7 d T; 3 d T; 3 d T',
      '5 d T; 2 d T; 2 d T',
      '10 d T; 5 d T; 5 d T',
      '24 h W; 8 h W; 12 h W',
    ],
  ],
  [
    'newsEvery; settleWithin',
    (r) => printAll(r.newsEvery.waitingForParts, r.newsEvery.urgent, r.settleWithin),
    [
      '2 d T; 1 d T; 5 d T',
      '3 d T; 1 d T; 5 d T',
      '2 d T; 1 d T; 5 d T',
      '5 d T; 2 d T; 10 d T',
      '1 d T; 4 h W; 5 d T',
    ],
  ],
  [
    'resultToldWithin; followUpWithin',
    (r) => printAll(r.resultToldWithin, r.followUpWithin),
    ['24 h W; 3 d T', '24 h W; 3 d T', '24 h W; 3 d T', '48 h W; 5 d T', '12 h W; 1 d T'],
  ],
  ['feedbackWithin', (r) => print(r.feedbackWithin), ['3 d T', '3 d T', '3 d T', '3 d T', '3 d T']],
  [
    'surveyWithin; surveyAfter; surveyRemindAfter; surveyExpiresAfter',
    (r) => printAll(r.surveyWithin, r.surveyAfter, r.surveyRemindAfter, r.surveyExpiresAfter),
    [
      '5 d T; 1 d= T; 3 d= T; 10 d T',
      '5 d T; 1 d= T; 3 d= T; 10 d T',
      '5 d T; 1 d= T; 3 d= T; 10 d T',
      '–; –; –; –',
      '5 d T; 1 d= T; 3 d= T; 10 d T',
    ],
  ],
  [
    'warnBefore',
    (r) => printAll(r.warnBefore.repair, r.warnBefore.visit, r.warnBefore.part),
    [
      '1 d T; 4 h T; 1 d T',
      '1 d T; 4 h T; 1 d T',
      '1 d T; 4 h T; 1 d T',
      '2 d T; 1 d T; 2 d T',
      '2 h W; 1 h W; 2 h W',
    ],
  ],
  [
    'remoteWithin; diagnoseWithin; helpWithin; planWithin',
    (r) => printAll(r.remoteWithin, r.diagnoseWithin, r.helpWithin, r.planWithin),
    [
      '4 h T; 1 d T; 4 h T; 4 h T',
      '4 h T; 2 d T; 4 h T; 4 h T',
      '4 h T; 1 d T; 4 h T; 4 h T',
      '1 d T; 3 d T; 2 d T; 1 d T',
      '2 h W; 4 h W; 1 h W; 1 h W',
    ],
  ],
  [
    'approvalWithin',
    (r) => printAll(r.approvalWithin.usual, r.approvalWithin.technicianWaiting),
    ['2 h W; 20 min W', '4 h T; 30 min T', '4 h T; 30 min T', '1 d T; 4 h T', '60 min W; 15 min W'],
  ],
  [
    'requisitionWithin; issueWithin; sourceWithin',
    (r) => printAll(r.requisitionWithin, r.issueWithin, r.sourceWithin),
    [
      '1 h T; 2 h T; 4 h T',
      '1 h T; 2 h T; 4 h T',
      '1 h T; 2 h T; 4 h T',
      '4 h T; 1 d T; 1 d T',
      '30 min W; 1 h W; 2 h W',
    ],
  ],
  [
    'customerAnswerWithin; silenceNotice',
    (r) => printAll(r.customerAnswerWithin, r.silenceNotice),
    ['1 d T; 3 d T', '2 d T; 3 d T', '2 d T; 3 d T', '3 d T; 5 d T', '12 h W; 1 d T'],
  ],
  [
    'payWithin; cashHandInWithin; quoteValidFor',
    (r) => printAll(r.payWithin, r.cashHandInWithin, r.quoteValidFor),
    ['3 d T; 1 d T; 7 d T', '3 d T; 1 d T; 7 d T', '3 d T; 1 d T; 7 d T', '10 d T; 1 d T; 20 d T', '–; –; –'],
  ],
  [
    'appointmentGrace; remindBefore; maxNoShows; contactAttempts; maxAttempts',
    (r) =>
      `${printAll(r.appointmentGrace, r.remindBefore)}; ${r.maxNoShows}; ${r.contactAttempts}; ${r.maxAttempts}`,
    [
      '15 min W; 2 h W; 2; 3; 2',
      '15 min W; 2 h W; 2; 3; 2',
      '15 min W; 2 h W; 2; 3; 2',
      '1 h W; 1 d T; 2; 3; 3',
      '15 min W; 2 h W; 2; 5; 2',
    ],
  ],
  [
    'offerChoiceAfter; partsReturnWithin; collectWithin; acceptanceSilence; loanReturnWithin',
    (r) =>
      printAll(
        r.offerChoiceAfter,
        r.partsReturnWithin,
        r.collectWithin,
        r.acceptanceSilence,
        r.loanReturnWithin,
      ),
    [
      '5 d T; 1 d T; 5 d T; 3 d T; 2 d T',
      '7 d T; 1 d T; 5 d T; 3 d T; 2 d T',
      '5 d T; 1 d T; 5 d T; 3 d T; 2 d T',
      '10 d T; 2 d T; 10 d T; 5 d T; 5 d T',
      '1 d T; 1 d T; –; –; 1 d T',
    ],
  ],
  [
    'approvalRemindEvery; holdReviewEvery; linkedCaseWithin',
    (r) => printAll(r.approvalRemindEvery, r.holdReviewEvery, r.linkedCaseWithin),
    [
      '1 d T; 5 d T; 5 d T',
      '1 d T; 5 d T; 5 d T',
      '1 d T; 5 d T; 5 d T',
      '1 d T; 5 d T; 10 d T',
      '1 d T; 2 d T; 3 d T',
    ],
  ],
  [
    'holdMax; lateEntryMax',
    (r) => printAll(r.holdMax, r.lateEntryMax),
    ['10 d T; 24 h W', '10 d T; 24 h W', '10 d T; 24 h W', '10 d T; 48 h W', '3 d T; 12 h W'],
  ],
];

const LADDERS: readonly Row[] = [
  [
    'fast',
    (r) => printLadders(r.ladder.fast),
    [
      'service_lead 15 min W → manager 30 min W → general_manager',
      'service_lead 15 min T → manager 30 min T → general_manager',
      'service_lead 15 min T → manager 30 min T → general_manager | ' +
        'service_lead 15 min W → manager 30 min W → general_manager',
      'sales_manager 4 h T → manager 1 d T → general_manager',
      'manager 10 min W → general_manager',
    ],
  ],
  [
    'field',
    (r) => printLadders(r.ladder.field),
    [
      'repair_lead 30 min W → manager 1 h W → general_manager',
      'repair_lead 30 min T → manager 1 h T → general_manager',
      'service_lead 30 min T → manager 1 h T → general_manager',
      'sales_manager 4 h T → manager 1 d T → general_manager',
      'manager 15 min W → general_manager',
    ],
  ],
  [
    'slow',
    (r) => printLadders(r.ladder.slow),
    [
      'repair_lead 2 h W → manager 4 h W → general_manager',
      'repair_lead 4 h T → manager 1 d T → general_manager',
      'department_head 4 h T → manager 1 d T → general_manager',
      'sales_manager 1 d T → manager 1 d T → general_manager',
      'manager 2 h W → general_manager',
    ],
  ],
  [
    'parts',
    (r) => printLadders(r.ladder.parts),
    [
      'parts_lead 2 h W → manager 4 h W → general_manager',
      'parts_lead 4 h T → manager 1 d T → general_manager',
      'parts_lead 4 h T → manager 1 d T → general_manager',
      'parts_lead 1 d T → manager 1 d T → general_manager',
      'parts_lead 2 h W → general_manager',
    ],
  ],
];

describe('the preset policies carry the limits of the policy table', () => {
  it.each(LIMITS)('%s', (_fields, read, printed) => {
    expect(printRow(read)).toEqual(printed);
  });
});

describe('the preset policies carry the ladders of the policy table', () => {
  it.each(LADDERS)('%s', (_name, read, printed) => {
    expect(printRow(read)).toEqual(printed);
  });
});

import { Type } from 'typebox';
import { PAYMENT_METHODS } from '../../domain/policy/choices.ts';
import {
  choice,
  code,
  evidence,
  form,
  group,
  heardFrom,
  instant,
  listOf,
  minorUnits,
  minutes,
  quantity,
  reference,
  signature,
  text,
  yesNo,
} from '../../runtime/form-fields.ts';
import { pricedLines } from './priced-lines.ts';

/* Examining, proposing, parts and work (repair process, 3.2 diagnosis to work). */

const optional = Type.Optional;

export const diagnosis = {
  checkIn: form(
    'Check in at the customer’s',
    {
      at: instant('Arrival'),
      idShown: yesNo('The staff card was shown (B3.4)'),
      workConfirmed: yesNo('The customer confirmed what is to be done (B3.4)'),
      surroundingsProtected: yesNo('Floor and furniture were protected (B3.4)'),
      photos: optional(evidence('Photos on arrival; of the note at the door where nobody was there')),
      customerAbsent: optional(yesNo('Nobody was there; a note was left')),
    },
    [{ field: 'customerAbsent', is: [true], required: ['photos'] }],
  ),
  receiveUnit: form('Receive the unit in the workshop', {
    at: instant('When it was received'),
    serialSeen: optional(code('Serial number on the unit')),
    condition: text('Condition'),
    accessories: listOf(text('An accessory', 200), 'Accessories handed in'),
    photos: evidence('Photos', 1),
  }),
  diagnose: form(
    'Diagnose',
    {
      serialSeen: optional(code('Serial number on the unit')),
      faultCode: code('Fault code'),
      fault: text('Fault'),
      rootCause: text('Root cause'),
      location: text('Where in the unit'),
      causedBy: choice(
        [
          'product',
          'installation',
          'transport',
          'wear',
          'misuse',
          'external',
          'earlierRepair',
          'nothingFound',
        ],
        'What caused it',
      ),
      coverage: choice(['warranty', 'workmanship', 'goodwill', 'chargeable'], 'Who pays'),
      sameFaultAs: optional(reference('A repair whose fault has come back')),
      repairable: choice(['yes', 'no', 'uneconomic'], 'Whether it can be repaired'),
      complex: yesNo('Whether the repair is complex'),
      safetyRisk: choice(['none', 'risk', 'injury'], 'Risk to people'),
      qualityHint: optional(text('What the makers should know (C2.2)')),
      evidence: optional(evidence('Photos')),
      useTaught: optional(yesNo('Whether correct use was taught')),
      go: choice(['plan', 'takeAway', 'comeBack', 'nothingToDo'], 'What happens next'),
      goText: optional(text('Why')),
    },
    [
      { field: 'causedBy', is: ['misuse'], required: ['evidence', 'useTaught'] },
      { field: 'causedBy', is: ['nothingFound'], required: ['useTaught'] },
      { field: 'repairable', is: ['uneconomic'], required: ['evidence'] },
    ],
  ),
  giveHelp: form('Give help with the diagnosis', {
    answer: text('The answer'),
    files: optional(evidence('Drawings, instructions')),
    comesAlong: optional(yesNo('Somebody comes to the unit')),
  }),
};

export const proposal = {
  planWork: form('Plan the work', {
    measures: text('What is going to be done'),
    parts: listOf(group({ partId: reference('Part'), quantity: quantity('Pieces') }), 'Parts'),
    minutes: minutes('Work'),
    promisedUntil: instant('When the customer can count on it'),
    safetyMeasures: optional(text('Measures against the risk')),
  }),
  quote: form(
    'Quote',
    {
      lines: pricedLines('Lines', 1),
      validUntil: optional(instant('Later than the policy’s, if given')),
      deviation: optional(yesNo('The total is another one than the price list’s')),
      reason: optional(text('Why')),
    },
    [{ field: 'deviation', is: [true], required: ['reason'] }],
  ),
  answerQuote: form(
    'Answer the quotation',
    {
      answer: choice(['accepted', 'declined', 'counter'], 'Answer'),
      about: optional(choice(['price', 'coverage', 'scope'], 'What the counter is about')),
      text: optional(text('The counter')),
      heardFrom: heardFrom(),
      signature: optional(signature()),
      revision: optional(Type.Integer({ minimum: 1, description: 'Revision that is answered' })),
    },
    [{ field: 'answer', is: ['counter'], required: ['about', 'text'] }],
  ),
  reviewCoverage: form('Review who pays', {
    decision: choice(['warranty', 'workmanship', 'goodwill', 'chargeable'], 'Who pays'),
    reason: text('Reason, told to the customer'),
  }),
  confirmPayment: form('Confirm a payment', {
    amountMinor: minorUnits('Amount received'),
    method: choice(PAYMENT_METHODS, 'How it was paid'),
    reference: code('Bank reference, receipt number or provider’s key'),
    paidAt: instant('When it was paid'),
  }),
  placePayment: form(
    'Decide where a payment belongs',
    {
      decision: choice(['revive', 'refund'], 'The repair goes on at the same price, or the money goes back'),
      promisedUntil: optional(instant('The new date, where the one that was told has passed')),
      method: optional(choice(PAYMENT_METHODS, 'How it is given back')),
      reference: optional(code('Reference of the refund')),
    },
    [{ field: 'decision', is: ['refund'], required: ['method', 'reference'] }],
  ),
  handInCash: form('Hand in cash', {
    amountMinor: minorUnits('Amount handed in'),
    at: instant('When'),
  }),
};

export const parts = {
  issueParts: form('Issue parts', {
    lines: listOf(
      group({
        lineId: code('Line of the requisition'),
        quantity: quantity('Pieces'),
        lot: optional(code('Lot, for parts tracked by lot')),
        serial: optional(code('Serial, for parts tracked by serial')),
      }),
      'Lines',
      1,
    ),
    receivedBy: text('Who took them', 200),
  }),
  handOnParts: form('Take parts over from the technician before', {
    lines: listOf(
      group({ lineId: reference('Line of the requisition'), quantity: quantity('Pieces taken over') }),
      'What was handed on; the rest comes back to the store',
    ),
    signature: signature(),
  }),
  sourceLine: form(
    'Find a source for a short line',
    {
      way: choice(['purchase', 'production', 'otherStore', 'substitute', 'notObtainable'], 'Way'),
      expectedAt: optional(instant('When it is expected')),
      reference: optional(code('Purchase order, production order')),
      substitutePartId: optional(reference('Part used instead')),
      reason: optional(text('Why, as the customer may read it')),
    },
    [
      { field: 'way', is: ['purchase', 'production', 'otherStore'], required: ['expectedAt', 'reason'] },
      { field: 'way', is: ['substitute'], required: ['substitutePartId'] },
    ],
  ),
  answerWait: form('Wait, or choose something else', {
    choice: choice(['wait', 'substitute', 'replacement', 'withdraw'], 'What the customer wants'),
    heardFrom: heardFrom(),
  }),
};

export const work = {
  doWork: form(
    'Do the work',
    {
      startedAt: instant('Begin'),
      finishedAt: instant('End'),
      measures: text('What was done'),
      consumed: optional(
        listOf(
          group({
            lineId: code('Line of the requisition'),
            quantity: quantity('Pieces'),
            lot: optional(code('Lot')),
            serial: optional(code('Serial')),
          }),
          'Parts used',
        ),
      ),
      oldParts: optional(
        listOf(
          group({
            part: text('Old part', 200),
            serial: optional(code('Serial')),
            keptBy: choice(['customer', 'company'], 'Who keeps it'),
          }),
          'Parts taken out',
        ),
      ),
      minutes: minutes('Work'),
      result: choice(['done', 'scopeGrew', 'notRepairable', 'interrupted'], 'Result'),
      reason: optional(text('Why it is not done')),
    },
    [{ field: 'result', is: ['scopeGrew', 'notRepairable', 'interrupted'], required: ['reason'] }],
  ),
};

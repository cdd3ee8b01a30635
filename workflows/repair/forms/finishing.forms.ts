import { Type } from 'typebox';
import { FOLLOW_UP_MANNERS, PAYMENT_METHODS } from '../../domain/policy/choices.ts';
import {
  choice,
  code,
  form,
  group,
  heardFrom,
  instant,
  listOf,
  minorUnits,
  pieces,
  score,
  signature,
  text,
  yesNo,
} from '../../runtime/form-fields.ts';
import { satisfied, surveyAnswer } from '../../runtime/survey.forms.ts';
import { pricedLines } from './priced-lines.ts';

/* Acceptance and the three tracks of the completion (repair process, 3.2 acceptance, completion). */

const optional = Type.Optional;

export const acceptance = {
  testUnit: form('Test the unit', {
    standard: text('Standard that it is tested by', 300),
    checks: listOf(
      group({ item: text('Item', 200), value: text('Value', 200), passed: yesNo('Passed') }),
      'Checks',
      1,
    ),
    passed: yesNo('Passed as a whole'),
  }),
  handOver: form(
    'Hand over',
    {
      demonstrated: yesNo('The repaired unit was demonstrated'),
      partsTold: text('Original and substitute parts by name, as told to the customer (C3.3)'),
      useTaught: optional(yesNo('Whether correct use was taught')),
      placeLeftClean: yesNo('The place was left clean (B3.4)'),
      damageDone: choice(['none', 'some'], 'Damage done during the work'),
      damageText: optional(text('Which')),
      signed: choice(['yes', 'refused', 'absent'], 'Signature'),
      signedBy: optional(text('Who signed', 200)),
      signature: optional(signature()),
      refusal: optional(
        choice(['function', 'appearance', 'price', 'damage', 'other'], 'Why the signature is refused'),
      ),
      text: optional(text('In the customer’s words')),
    },
    [
      { field: 'damageDone', is: ['some'], required: ['damageText'] },
      { field: 'signed', is: ['yes'], required: ['signedBy', 'signature'] },
      { field: 'signed', is: ['refused'], required: ['refusal', 'text'] },
    ],
  ),
  decideUncollected: form('Decide what becomes of a unit that nobody fetches', {
    route: choice(['ship', 'keep'], 'Whether it is sent to its owner or kept on'),
    text: text('Why; told to the customer where it is sent'),
  }),
  confirmUnit: form(
    'Confirm that the unit is in order',
    {
      accepted: yesNo('Whether it is accepted'),
      refusal: optional(choice(['function', 'appearance', 'price', 'damage', 'other'], 'Why not')),
      text: optional(text('In the customer’s words')),
      heardFrom: heardFrom(),
    },
    [{ field: 'accepted', is: [false], required: ['refusal', 'text'] }],
  ),
  decideRefusal: form('Decide how a refusal is met', {
    route: choice(['work', 'diagnosis', 'proposal', 'replacement', 'complaint'], 'Where the case goes on'),
    text: text('Why'),
  }),
};

export const completion = {
  tellResult: form(
    'Tell the result',
    {
      manner: choice(['phone', 'email', 'sms', 'wechat', 'visit', 'letter'], 'How'),
      at: instant('When'),
      reached: yesNo('Whether the customer was reached'),
      satisfied: optional(satisfied()),
      newDemand: optional(text('What the customer wants now')),
      sameFault: optional(yesNo('Whether it is the same fault')),
    },
    [
      { field: 'reached', is: [true], required: ['satisfied'] },
      { field: 'satisfied', is: ['no'], required: ['newDemand', 'sameFault'] },
    ],
  ),
  followUp: form(
    'Follow up',
    {
      manner: choice(FOLLOW_UP_MANNERS, 'How'),
      at: instant('When'),
      reached: yesNo('Whether the customer was reached'),
      quality: optional(score('Quality of the repair')),
      inUse: optional(yesNo('Whether the unit is in use')),
      suggestions: optional(text('Problems and suggestions')),
      satisfied: optional(satisfied()),
    },
    [{ field: 'reached', is: [true], required: ['quality', 'inUse', 'satisfied'] }],
  ),
  answerFeedback: form('Answer a problem or suggestion', {
    text: text('The answer (B3.5)'),
    toldAt: instant('When the customer was told'),
  }),
  answerSurvey: surveyAnswer,
  returnParts: form('Take parts back', {
    lines: listOf(
      group({
        lineId: code('Line of the requisition'),
        good: pieces('Good'),
        damaged: pieces('Damaged'),
        lost: pieces('Lost'),
        lot: optional(code('Lot')),
        serial: optional(code('Serial')),
        reason: optional(text('Why lost')),
      }),
      'Lines',
      1,
    ),
  }),
  giveUnitBack: form(
    'Give the unit back to the customer',
    {
      at: instant('When it left'),
      manner: choice(['fetched', 'brought', 'sent'], 'How'),
      condition: text('Condition in which it left'),
      accessories: listOf(text('An accessory', 200), 'Accessories given back'),
      receivedBy: optional(text('Who received it', 200)),
      shipment: optional(code('Number of the shipment')),
    },
    [
      { field: 'manner', is: ['fetched', 'brought'], required: ['receivedBy'] },
      { field: 'manner', is: ['sent'], required: ['shipment'] },
    ],
  ),
  returnLoan: form(
    'Take the loan device back',
    {
      serialSeen: optional(code('Serial number on the device')),
      condition: choice(['good', 'damaged', 'lost'], 'How it came back'),
      reason: optional(text('What is damaged, or why it is lost')),
    },
    [
      { field: 'condition', is: ['good', 'damaged'], required: ['serialSeen'] },
      { field: 'condition', is: ['damaged', 'lost'], required: ['reason'] },
    ],
  ),
  feeDetail: form('Fee detail', {
    lines: pricedLines('Lines, prefilled from work, consumption and visits (A6.2)'),
  }),
  costFees: form('Cost the fees', {
    lines: listOf(
      group({
        kind: choice(['labour', 'material', 'travel'], 'Kind'),
        costMinor: minorUnits('What it cost us'),
        account: choice(['warranty', 'workmanship', 'goodwill', 'customer'], 'Who bears it (F-04)'),
      }),
      'Costs',
    ),
  }),
  settleBalance: form('Settle the balance', {
    method: choice([...PAYMENT_METHODS, 'none'], 'How the difference is settled'),
    reference: optional(code('Reference of the refund')),
    invoiceNumber: optional(code('Invoice')),
  }),
  closeOut: form('Close out work that was begun', {
    unitSafe: yesNo('The unit is left safe'),
    chargeMinor: minorUnits('Charged for what was done, at most what was accepted'),
    text: text('What was done'),
  }),
  announceDelay: form('Announce a delay', {
    reason: text('Why (B4.1)'),
    newUntil: instant('The new date'),
    toldAt: instant('When the customer was told'),
    understood: choice(['yes', 'no', 'unreached'], 'Whether the customer understands'),
  }),
};

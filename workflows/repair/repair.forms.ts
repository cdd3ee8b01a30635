import { Type, type Static } from 'typebox';
import {
  FOLLOW_UP_MANNERS,
  HELP_SOURCES,
  PAYMENT_METHODS,
  URGENT_TRIGGERS,
} from '../domain/policy/choices.ts';
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
  onDate,
  pieces,
  quantity,
  reference,
  score,
  text,
  yesNo,
} from '../runtime/form-fields.ts';

/* Forms of the repair process (repair process, section 3.2). */

const optional = Type.Optional;

const satisfied = () => choice(['yes', 'partly', 'no'], 'Is the customer satisfied?');

const opening = form('Report a repair', {
  channel: choice(
    [
      'phone',
      'hotline',
      'email',
      'wechat',
      'web',
      'counter',
      'letter',
      'fax',
      'fieldStaff',
      'system',
      'otherCase',
    ],
    'How the report came in',
  ),
  receivedAt: optional(instant('When the report reached the company; now if left out')),
  lateEntryReason: optional(text('Why it is entered later than the policy allows; by the service lead')),
  company: optional(choice(['A', 'B', 'C', 'D', 'E'], 'Whose service policy applies')),
  customerId: optional(reference('The customer, unless a new one is given')),
  newCustomer: optional(
    group({
      name: text('Name', 200),
      email: optional(Type.String({ format: 'email' })),
      phone: optional(code('Phone number')),
      wechatId: optional(code('WeChat id')),
    }),
  ),
  contactId: optional(reference('The contact who speaks for the customer')),
  site: optional(
    group({ address: text('Where the unit stands', 500), region: optional(text('Region', 100)) }),
  ),
  unit: group({
    productModel: code('Model'),
    serialNumber: optional(code('Serial number')),
    lot: optional(code('Lot')),
    purchasedOn: optional(onDate('When it was bought')),
    orderNumber: optional(code('Order number')),
  }),
  description: text('What is wrong, in the words of whoever reports it'),
  evidence: optional(evidence('Photos and videos')),
  urgentWanted: optional(yesNo('The customer asks for urgent treatment')),
  urgentReasons: optional(
    Type.Array(choice(URGENT_TRIGGERS, 'A reason'), { description: 'What makes it urgent by itself' }),
  ),
  preferredTimes: optional(listOf(text('A time that suits the customer', 200), 'Preferred times')),
  externalReference: optional(group({ system: code('Name of the system'), id: code('Its key there') })),
  repeatOf: optional(reference('An earlier case that this one repeats')),
  sameFaultAs: optional(reference('A repair whose fault has come back')),
  bundleId: optional(code('Units of one visit share it')),
  language: optional(choice(['zh-CN', 'en'], 'Language of messages to the customer')),
});

const intake = {
  contactCustomer: form(
    'Contact the customer',
    {
      at: instant('When the customer was called or written to'),
      reached: yesNo('Whether a person was reached'),
      spokeWith: optional(text('Who it was', 200)),
      summary: optional(text('What was said')),
      safetyAdvice: optional(text('What the customer was told to do, or not to do')),
    },
    [{ field: 'reached', is: [true], required: ['summary'] }],
  ),
  classify: form(
    'Classify the report',
    {
      class: choice(['general', 'technical', 'repair'], 'Class'),
      priority: choice(['normal', 'urgent'], 'Priority'),
      urgentReasons: optional(Type.Array(choice(URGENT_TRIGGERS, 'A reason'), { minItems: 1 })),
      place: choice(['remote', 'onSite', 'workshop'], 'Where it is going to be repaired'),
      faultGroup: code('Group of faults'),
      skills: optional(listOf(code('A skill'), 'Skills that the technician needs', 1)),
      sameFaultAs: optional(reference('A repair whose fault has come back')),
      roughFee: optional(
        group(
          {
            labour: minorUnits('Labour'),
            travel: minorUnits('Travel'),
            material: minorUnits('Material'),
          },
          'Rough fee, in minor units (A6.2)',
        ),
      ),
      feeToldAt: optional(instant('When the customer was told the rough fee')),
      route: choice(['remote', 'dispatch', 'convert', 'merge', 'refuse'], 'What happens next'),
      routeText: optional(text('Why')),
      targetKind: optional(choice(['return-exchange', 'complaint', 'inquiry'], 'What it becomes')),
      targetId: optional(reference('The case it is merged into')),
    },
    [
      { field: 'priority', is: ['urgent'], required: ['urgentReasons'] },
      { field: 'route', is: ['dispatch'], required: ['skills'] },
      { field: 'route', is: ['convert'], required: ['routeText', 'targetKind'] },
      { field: 'route', is: ['merge'], required: ['routeText', 'targetId'] },
      { field: 'route', is: ['refuse'], required: ['routeText'] },
    ],
  ),
  solveRemotely: form('Solve by call', {
    steps: text('What was tried'),
    solved: yesNo('Whether the fault is gone'),
    useTaught: optional(yesNo('Whether correct use was taught')),
    text: text('Result, as the customer may read it'),
  }),
};

const dispatch = {
  assign: form('Assign a technician', {
    technicianId: reference('The technician'),
    helpers: optional(listOf(reference('A helper'), 'Helpers')),
    briefing: text('What is wanted, and cautions (B3.3)'),
    force: optional(yesNo('Assign although the technician has another appointment then; by the lead')),
  }),
  agreeAppointment: form(
    'Reach the customer and agree on an appointment',
    {
      reached: yesNo('Whether the customer was reached'),
      spokeWith: optional(text('Who it was', 200)),
      place: optional(choice(['onSite', 'workshop'], 'Where')),
      windowFrom: optional(instant('Begin of the window')),
      windowTo: optional(instant('End of the window')),
      firstOffer: optional(instant('Begin of the first window that was offered')),
      customerWish: optional(
        yesNo('The window is later than the first offer because the customer wishes so'),
      ),
      bringParts: optional(
        listOf(group({ partId: reference('Part'), quantity: quantity('Pieces') }), 'Parts to bring'),
      ),
      solvedOnPhone: optional(yesNo('The fault was solved while talking')),
      force: optional(yesNo('Although another window overlaps; by the lead')),
    },
    [{ field: 'reached', is: [true], required: ['spokeWith', 'customerWish'] }],
  ),
};

const diagnosis = {
  checkIn: form('Check in at the customer’s', {
    at: instant('Arrival'),
    idShown: yesNo('The staff card was shown (B3.4)'),
    workConfirmed: yesNo('The customer confirmed what is to be done (B3.4)'),
    surroundingsProtected: yesNo('Floor and furniture were protected (B3.4)'),
    photos: optional(evidence('Photos on arrival')),
    customerAbsent: optional(yesNo('Nobody was there; a note was left')),
  }),
  receiveUnit: form('Receive the unit in the workshop', {
    at: instant('When it was received'),
    serialSeen: optional(code('Serial number on the unit')),
    condition: text('Condition'),
    accessories: listOf(text('An accessory', 200), 'Accessories handed in'),
    photos: evidence('Photos'),
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

const proposal = {
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
      lines: listOf(
        group({
          kind: choice(['labour', 'material', 'travel'], 'Kind'),
          text: text('What for', 300),
          partId: optional(reference('Part')),
          quantity: quantity('Pieces, hours or trips'),
          amountMinor: minorUnits('Amount of the line'),
        }),
        'Lines',
        1,
      ),
      validUntil: optional(instant('Later than the policy’s, if given')),
      deviation: optional(yesNo('The total lies below the price list')),
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
      signature: optional(code('Key of the signature file')),
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
  handInCash: form('Hand in cash', {
    amountMinor: minorUnits('Amount handed in'),
    at: instant('When'),
  }),
};

const parts = {
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
      { field: 'way', is: ['purchase', 'production', 'otherStore'], required: ['expectedAt'] },
      { field: 'way', is: ['substitute'], required: ['substitutePartId'] },
    ],
  ),
  answerWait: form('Wait, or choose something else', {
    choice: choice(['wait', 'substitute', 'replacement', 'withdraw'], 'What the customer wants'),
    heardFrom: heardFrom(),
  }),
};

const work = {
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

const acceptance = {
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
      signature: optional(code('Key of the signature file')),
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
    route: choice(['work', 'diagnosis', 'proposal', 'complaint'], 'Where the case goes on'),
    text: text('Why'),
  }),
};

const completion = {
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
  answerSurvey: form('Answer the survey', {
    score: score('How satisfied'),
    satisfied: satisfied(),
    remark: optional(text('Remark')),
    heardFrom: heardFrom(),
  }),
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
  feeDetail: form('Fee detail', {
    lines: listOf(
      group({
        kind: choice(['labour', 'material', 'travel'], 'Kind'),
        text: text('What for', 300),
        quantity: quantity('Pieces, hours or trips'),
        amountMinor: minorUnits('Amount of the line'),
      }),
      'Lines, prefilled from work, consumption and visits (A6.2)',
    ),
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

/** Every task of a repair by its kind. */
export const repairForms = {
  ...intake,
  ...dispatch,
  ...diagnosis,
  ...proposal,
  ...parts,
  ...work,
  ...acceptance,
  ...completion,
};

/** The body of `POST /v1/repairs`. */
export const repairOpening = opening;

/** Commands of a repair beside those that every case knows. */
export const repairCommands = {
  changeAppointment: form('Move the appointment', {
    reason: text('Why'),
    windowFrom: instant('Begin of the new window'),
    windowTo: instant('End of the new window'),
    heardFrom: heardFrom(),
    force: optional(yesNo('Although another window overlaps; by the lead')),
  }),
  changePriority: form('Change the priority', {
    priority: choice(['normal', 'urgent'], 'Priority'),
    reason: text('Why'),
  }),
  requestParts: form('Request parts', {
    lines: listOf(group({ partId: reference('Part'), quantity: quantity('Pieces') }), 'Lines', 1),
  }),
  requestHelp: form('Request help', {
    question: text('Question'),
    from: choice(HELP_SOURCES, 'From whom'),
  }),
  changePlan: form('Change the plan', { reason: text('Why') }),
  deferPayment: form('Ask for payment later', {
    until: instant('Until when'),
    reason: text('Why'),
  }),
  announceDelay: completion.announceDelay,
  sendNews: form('Send news', { text: text('What the customer is told') }),
  withdraw: form('Withdraw the request', { reason: optional(text('Why')), heardFrom: heardFrom() }),
  cancel: form('Cancel the case', { reason: text('Why; told to the customer') }),
};

type FormOf<Schemas> = { readonly [K in keyof Schemas]: Static<Schemas[K] & object> };

export type RepairForms = FormOf<typeof repairForms>;
export type RepairCommands = FormOf<typeof repairCommands>;
export type RepairBody = Static<typeof repairOpening>;

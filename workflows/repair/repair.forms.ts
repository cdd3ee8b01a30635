import { Type, type Static } from 'typebox';
import { COST_ACCOUNTS, PAYMENT_METHODS } from '../domain/money.ts';
import { HELP_SOURCES } from '../domain/policy/choices.ts';
import {
  choice,
  code,
  form,
  group,
  heardFrom,
  instant,
  listOf,
  minorUnits,
  onDate,
  quantity,
  reference,
  signature,
  text,
  yesNo,
} from '../runtime/form-fields.ts';
import { cancellation } from '../runtime/case.forms.ts';
import { acceptance, completion } from './forms/finishing.forms.ts';
import { diagnosis, parts, proposal, work } from './forms/repairing.forms.ts';
import { replacement } from './forms/replacing.forms.ts';
import { dispatch, intake, opening, site, targetKind } from './forms/reporting.forms.ts';

/* Forms of the repair process (repair process, sections 3.2 and 5). */

const optional = Type.Optional;

/** Every task of a repair, by the phase that it belongs to and by its kind. */
export const repairFormsByPhase = {
  intake,
  dispatch,
  diagnosis,
  proposal,
  parts,
  work,
  acceptance,
  replacement,
  completion,
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
  ...replacement,
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
  grantRefund: form('Grant a refund', {
    amountMinor: minorUnits('What is given back, at most what was paid and is not given back yet'),
    cause: code('What it is for, once per case'),
    reason: text('Why'),
  }),
  correctMoney: form('Correct an entry of the books', {
    entryId: Type.Integer({
      minimum: 1,
      description: 'The wrong entry, as the account of the case numbers it',
    }),
    reason: text('What was wrong'),
    amountMinor: optional(minorUnits('The right amount; nothing right at all: what it says never happened')),
    method: optional(choice(PAYMENT_METHODS, 'The right way of a payment or refund')),
    reference: optional(code('The right reference of a payment or refund')),
    account: optional(choice(COST_ACCOUNTS, 'Who rightly bears a cost')),
  }),
  changeWriteOff: { ...replacement.proposeScrap, title: 'Change the write-off that waits for approval' },
  lendDevice: form('Lend a device', {
    partId: reference('Kind of device'),
    serial: code('Serial number of the device'),
    accessories: optional(listOf(text('An accessory', 200), 'Accessories lent with it')),
    signedBy: text('Who signed the loan note', 200),
    signature: signature(),
  }),
  announceDelay: completion.announceDelay,
  correctRegister: form('Correct what is written down of the unit and where it stands', {
    productModel: optional(code('Model')),
    serialNumber: optional(code('Serial number')),
    purchasedOn: optional(onDate('When it was bought')),
    site: optional(site()),
    reason: text('What was wrong'),
  }),
  sendNews: form('Send news', { text: text('What the customer is told') }),
  withdraw: form('Withdraw the request', { reason: optional(text('Why')), heardFrom: heardFrom() }),
  merge: form('Merge into another case of the customer', {
    targetId: reference('The case that takes its records'),
    text: text('Why'),
  }),
  convert: form('Convert into a case of another kind', {
    targetKind: targetKind(),
    text: text('Why, and what it is about'),
  }),
  cancel: cancellation,
};

type FormOf<Schemas> = { readonly [K in keyof Schemas]: Static<Schemas[K] & object> };

export type RepairForms = FormOf<typeof repairForms>;
export type RepairCommands = FormOf<typeof repairCommands>;
export type RepairBody = Static<typeof repairOpening>;

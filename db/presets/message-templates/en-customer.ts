import type { CustomerMessageKind } from '../../../workflows/domain/messages.ts';
import { enLetter as letter, type MessageText } from './text.ts';

const UNIT = '{{#if productModel}} {{productModel}}{{/if}}';
const TECHNICIAN =
  '{{#if technicianName}}Your technician is {{technicianName}}, who will show a staff card on arrival. {{/if}}';
const VISIT_FEE =
  '{{#if visitFeeMinor}} Please note: if you decline our quotation or are repeatedly absent, a visit fee of {{visitFeeMinor}} is charged.{{/if}}';
/** Messages queued before the outcome was told along hold the summary alone. */
const RESULT =
  '{{#if outcome}}: {{outcome}}{{#if summary}} ({{summary}}){{/if}}{{else}}{{#if summary}}: {{summary}}{{/if}}{{/if}}';
const ANSWER_BY = '{{#if dueAt}} Please answer by {{dueAt}}.{{/if}}';

/** Messages to customers in English. */
export const EN_CUSTOMER: Readonly<Record<CustomerMessageKind, MessageText>> = {
  acknowledged: letter(
    'We have received your request',
    `Thank you for contacting us about your unit${UNIT}. {{#if dueAt}}One of our colleagues will get in touch with you by {{dueAt}}.{{else}}One of our colleagues will get in touch with you shortly.{{/if}}`,
    'Request received, case {{caseNumber}}.{{#if dueAt}} We will contact you by {{dueAt}}.{{/if}}',
  ),
  refused: letter(
    'About your request',
    'We are sorry that we cannot accept your request, for the following reason: {{reason}}. If you see this differently, please let us know and we will look at it again.',
    'We are sorry, case {{caseNumber}} cannot be accepted: {{reason}}',
  ),
  assigned: letter(
    'Your technician',
    'Our technician {{technicianName}} will take care of your request and {{#if dueAt}}will call you by {{dueAt}}{{else}}will call you{{/if}} to agree on an appointment. Please ask to see the staff card on arrival.',
    '{{technicianName}} will call you{{#if dueAt}} by {{dueAt}}{{/if}}. Case {{caseNumber}}',
  ),
  appointment: letter(
    'Your appointment',
    `Your appointment is confirmed.\n\nTime: {{window}}\nPlace: {{place}}\n\n${TECHNICIAN}If you need another time, please tell us beforehand.${VISIT_FEE}`,
    'Appointment confirmed: {{window}}, {{place}}. Case {{caseNumber}}',
  ),
  appointmentReminder: letter(
    'Reminder of your appointment',
    `This is a reminder of your appointment.\n\nTime: {{window}}\nPlace: {{place}}\n\n${TECHNICIAN}If anything has changed, please tell us as soon as possible.`,
    'Reminder: {{window}}, {{place}}. Case {{caseNumber}}',
  ),
  appointmentChanged: letter(
    'Your appointment has been changed',
    `Your appointment had to be changed, for the following reason: {{reason}}.\n\nNew time: {{window}}\nPlace: {{place}}\n\n${TECHNICIAN}We apologise for the inconvenience. If the new time does not suit you, please tell us.`,
    'Appointment moved to {{window}}: {{reason}}. Case {{caseNumber}}',
  ),
  appointmentMissed: letter(
    'We missed our appointment with you',
    'We did not come at the agreed time ({{window}}), and we sincerely apologise. The person in charge has been informed, and we will call you at once to agree on a new time.',
    'We are sorry to have missed {{window}}. We will call you at once. Case {{caseNumber}}',
  ),
  appointmentCancelled: letter(
    'Your appointment is cancelled',
    'Your appointment at {{window}} is cancelled{{#if reason}}, for the following reason: {{reason}}{{/if}}. If you still need our service, we will agree on a new time with you.',
    'Appointment {{window}} is cancelled. Case {{caseNumber}}',
  ),
  customerAbsent: letter(
    'We did not meet you',
    'Our technician came at the agreed time ({{window}}) but met nobody. Please tell us when it suits you, so that we can arrange a new appointment.{{#if visitFeeMinor}} Because this has happened repeatedly, a visit fee of {{visitFeeMinor}} is charged, as announced.{{/if}}',
    'We came at {{window}} but met nobody. When may we come? Case {{caseNumber}}',
  ),
  proofAsked: letter(
    'Please send us your proof of purchase',
    `We cannot tell from our records whether your unit${UNIT} is under warranty. Please send us the invoice or another proof of purchase, and the serial number if there is one. Until then we go on with your request as reported.`,
    'Please send us the invoice and serial number of your unit. Case {{caseNumber}}',
  ),
  unreachable: letter(
    'We could not reach you',
    `We have tried several times to reach you about your unit${UNIT}, without success. Please reply to this message and tell us when and where to call you, so that your request is not held up.`,
    'We could not reach you. Please reply when we may call. Case {{caseNumber}}',
  ),
  unitReceived: letter(
    'Receipt for your unit',
    `We have received your unit${UNIT}.\n\nReceipt number: {{receiptNumber}}\nCondition: {{condition}}\n{{#if accessories}}Accessories: {{accessories}}\n{{/if}}\nPlease keep this receipt and bring it with you when you collect the unit.`,
    'We have received your unit, receipt {{receiptNumber}}. Case {{caseNumber}}',
  ),
  unitAwaitsCollection: letter(
    'Your unit waits for you',
    `Your unit${UNIT} is with us and has not been repaired. You may collect it, or tell us where to send it.\n\nReceipt number: {{receiptNumber}}`,
    'Your unit is with us and can be collected, receipt {{receiptNumber}}. Case {{caseNumber}}',
  ),
  unitGivenBack: letter(
    'Receipt: your unit was given back',
    `Your unit${UNIT} has left us for you.\n\nReceipt number: {{receiptNumber}}\nCondition: {{condition}}\n{{#if accessories}}Accessories: {{accessories}}\n{{/if}}\nPlease tell us at once if anything is missing.`,
    'Your unit has left us for you, receipt {{receiptNumber}}. Case {{caseNumber}}',
  ),
  stopUse: letter(
    'Safety notice: please stop using your unit',
    `For your safety, please stop using your unit${UNIT} at once. Reason: {{reason}}. Please do not switch it on, open it or move it until we have dealt with it, and warn the people around you.`,
    'Safety: please stop using your unit at once. {{reason}}. Case {{caseNumber}}',
  ),
  proposal: letter(
    'Our proposal',
    `This is what we propose to do:\n\n{{measures}}\n\nExpected completion: {{promisedUntil}}\n{{#if totalMinor}}Total price: {{totalMinor}}{{#if validUntil}} (valid until {{validUntil}}){{/if}}\n\nPlease tell us whether you accept this quotation.${ANSWER_BY}{{else}}The repair is free of charge.{{/if}}`,
    'Our proposal: {{#if totalMinor}}{{totalMinor}}, please answer{{#if dueAt}} by {{dueAt}}{{/if}}{{else}}free repair{{/if}}. Case {{caseNumber}}',
  ),
  quoteReminder: letter(
    'Our quotation awaits your answer',
    `We have not yet heard from you about our quotation of {{totalMinor}}{{#if validUntil}}, which is valid until {{validUntil}}{{/if}}.${ANSWER_BY} We will go on as soon as we have your answer.`,
    'Reminder: please answer our quotation of {{totalMinor}}{{#if dueAt}} by {{dueAt}}{{/if}}. Case {{caseNumber}}',
  ),
  silenceNotice: letter(
    'Your case is about to be closed',
    'We have tried to reach you several times and are still waiting for you ({{question}}). If we hear nothing from you, your case will be closed on {{dueAt}}. Any reply to this message keeps it open.',
    'No answer yet: case {{caseNumber}} closes {{dueAt}}. Any reply keeps it open.',
  ),
  confirmationAsked: letter(
    'Please confirm that your unit is in order',
    `Your unit${UNIT} has been repaired, tested and returned to you, but nobody was there to sign for it. Please look at it and tell us whether it is in order, or what is wrong with it.`,
    'Is your unit in order? Please tell us. Case {{caseNumber}}',
  ),
  acceptanceNotice: letter(
    'Please confirm that your unit is in order',
    `Your unit${UNIT} has been repaired, tested and returned to you, but we have not yet had your confirmation. Please look at it and tell us whether it is in order. If we hear nothing from you by {{dueAt}}, the repair counts as accepted.`,
    'Is your unit in order? Without an answer by {{dueAt}} it counts as accepted. Case {{caseNumber}}',
  ),
  paymentAsked: letter(
    'Request for payment',
    'The amount due is {{amountMinor}}. You can pay by: {{methods}}. {{#if dueAt}}Please pay by {{dueAt}} and state{{else}}Please state{{/if}} the case number {{caseNumber}}. We will start the repair as soon as the payment has arrived.',
    'Please pay {{amountMinor}}{{#if dueAt}} by {{dueAt}}{{/if}}, reference {{caseNumber}}.',
  ),
  paymentReceived: letter(
    'Thank you for your payment',
    'We have received your payment of {{amountMinor}}. Thank you!{{#if remainingMinor}} {{remainingMinor}} is still open; a repair that waits for it begins once it has arrived.{{/if}}{{#if surplusMinor}} The {{surplusMinor}} that you paid too much will be refunded.{{/if}}',
    'Payment of {{amountMinor}} received{{#if remainingMinor}}, {{remainingMinor}} still open{{/if}}. Case {{caseNumber}}',
  ),
  accountCorrected: letter(
    'We have corrected what is written down of your payments',
    'An entry of your payments was wrong, and we have corrected it: {{paidMinor}} has been received from you, and {{remainingMinor}} is still open. We apologise for the mistake.',
    'Payments corrected: {{paidMinor}} received, {{remainingMinor}} open. Case {{caseNumber}}',
  ),
  partDelayed: letter(
    'A part is not available yet',
    'The part “{{partName}}” is not in stock, for the following reason: {{reason}}.{{#if expectedAt}} We expect it by {{expectedAt}}.{{/if}} We will go on with the repair as soon as it arrives, and apologise for the delay.',
    'Waiting for “{{partName}}”{{#if expectedAt}}, expected {{expectedAt}}{{/if}}. Case {{caseNumber}}',
  ),
  substitute: letter(
    'A substitute part',
    'Instead of the original part “{{partName}}” we will use the approved substitute “{{substituteName}}”{{#if reason}}, for the following reason: {{reason}}{{/if}}. It is covered by the same warranty on our work.{{#if dueAt}} Please tell us by {{dueAt}} whether you agree.{{/if}}',
    '“{{substituteName}}” instead of “{{partName}}”{{#if dueAt}}: agree by {{dueAt}}?{{else}}.{{/if}} Case {{caseNumber}}',
  ),
  partArrived: letter(
    'The part has arrived',
    'The part “{{partName}}” for your repair has arrived. We will go on as soon as possible. Thank you for your patience.',
    '“{{partName}}” has arrived, the repair goes on. Case {{caseNumber}}',
  ),
  choiceOffered: letter(
    'Please choose how to go on',
    `The part “{{partName}}” for your repair is still not available. You can choose to: {{options}}.${ANSWER_BY} If we hear nothing from you, we will keep waiting for the part.`,
    '“{{partName}}” is still missing. You can: {{options}}. Case {{caseNumber}}',
  ),
  rightOffered: letter(
    'You may choose a replacement or a refund',
    'Because {{ground}}, you are now entitled to choose to: {{options}}. Please tell us what you prefer; until then we will go on with the repair.',
    'You are entitled to choose to: {{options}}. Case {{caseNumber}}',
  ),
  repairStarted: letter(
    'The repair has started',
    `We have started to repair your unit${UNIT}.{{#if promisedUntil}} We expect to finish by {{promisedUntil}}.{{/if}}`,
    'Repair started{{#if promisedUntil}}, ready by {{promisedUntil}}{{/if}}. Case {{caseNumber}}',
  ),
  readyForCollection: letter(
    'Your unit is ready',
    `Your unit${UNIT} has been repaired and tested. Please collect it{{#if dueAt}} by {{dueAt}}{{/if}} and bring your receipt. We will show you that it works.`,
    'Your unit is ready, please collect it{{#if dueAt}} by {{dueAt}}{{/if}}. Case {{caseNumber}}',
  ),
  collectionReminder: letter(
    'Please collect your unit',
    `Your unit${UNIT} is ready and has not been collected yet. Please collect it{{#if dueAt}} by {{dueAt}}{{/if}} and bring your receipt, or tell us where we may send it. We keep it safe for you.`,
    'Your unit is still here; please collect it{{#if dueAt}} by {{dueAt}}{{/if}} or tell us where to send it. Case {{caseNumber}}',
  ),
  handedOver: letter(
    'Service sheet',
    `Your unit${UNIT} has been handed over.\n\nWork done: {{measures}}\n{{#if partsTold}}Parts fitted: {{partsTold}}\n{{/if}}{{#if warrantyUntil}}Warranty on this work until: {{warrantyUntil}}\n{{/if}}\nShould the same fault return within that time, we will repair it free of charge.`,
    'Handed over{{#if warrantyUntil}}, our work is covered until {{warrantyUntil}}{{/if}}. Case {{caseNumber}}',
  ),
  replacementOffered: letter(
    'Replacement of your unit',
    `We are sorry that your unit${UNIT} cannot reasonably be repaired, for the following reason: {{reason}}. You can choose to: {{options}}.${ANSWER_BY}`,
    'Beyond repair: {{reason}}. You can: {{options}}. Case {{caseNumber}}',
  ),
  replacementComing: letter(
    'Your new unit is on its way',
    'Your new unit “{{productName}}” is ready. We will agree with you on when to bring it and collect the old one.{{#if differenceMinor}} Price difference: {{differenceMinor}}.{{/if}}',
    'Your new unit “{{productName}}” is ready for delivery. Case {{caseNumber}}',
  ),
  result: letter(
    'Result of the repair',
    `Your request has come to a result${RESULT}. One of our colleagues will ask you whether everything is as it should be. If you are not satisfied, please tell us, and we will go on until you are.`,
    `Your request has a result${RESULT}. Case {{caseNumber}}`,
  ),
  survey: letter(
    'How did we do?',
    'Thank you for choosing our service. Please rate it from 0 to 100 and tell us what we can do better{{#if link}}: {{link}}{{else}} by replying to this message{{/if}}.{{#if dueAt}} The survey closes on {{dueAt}}.{{/if}} Your answer helps us to improve.',
    'Please rate our service, 0–100{{#if link}}: {{link}}{{else}}, by reply{{/if}}. Case {{caseNumber}}',
  ),
  surveyReminder: letter(
    'Your opinion matters to us',
    'We have not yet received your rating. It takes a minute: please rate our service from 0 to 100{{#if link}}: {{link}}{{else}} by replying to this message{{/if}}.{{#if dueAt}} The survey closes on {{dueAt}}.{{/if}}',
    'A minute for your rating, 0–100{{#if link}}: {{link}}{{else}}, by reply{{/if}}? Case {{caseNumber}}',
  ),
  periodSurvey: letter(
    'How satisfied are you with our service?',
    'Thank you for trusting our service in the {{part}} of {{year}}. Please rate it from 0 to 100 and tell us what we can do better{{#if link}}: {{link}}{{else}} by replying to this message{{/if}}.{{#if dueAt}} The survey closes on {{dueAt}}.{{/if}} If you do not want to be asked, tell us, and we will not ask again.',
    'Please rate our service in the {{part}} of {{year}}, 0–100{{#if link}}: {{link}}{{else}}, by reply{{/if}}. {{caseNumber}}',
  ),
  periodSurveyReminder: letter(
    'We would like to hear from you',
    'We have not yet received your rating of our service in the {{part}} of {{year}}. It takes a minute: please rate it from 0 to 100{{#if link}}: {{link}}{{else}} by replying to this message{{/if}}.{{#if dueAt}} The survey closes on {{dueAt}}.{{/if}} We will not remind you again.',
    'A minute for your rating of the {{part}} of {{year}}, 0–100{{#if link}}: {{link}}{{else}}, by reply{{/if}}? {{caseNumber}}',
  ),
  refundPaid: letter(
    'Your refund',
    'We have refunded {{amountMinor}} to you{{#if reason}}, for the following reason: {{reason}}{{/if}}. When it arrives depends on your bank or payment provider.',
    'We have refunded {{amountMinor}} to you. Case {{caseNumber}}',
  ),
  refundRefused: letter(
    'Your refund could not be granted',
    'We are sorry: a refund of {{amountMinor}} could not be granted. The reason is: {{reason}}. If you see it differently, reply to this message or call us.',
    'A refund of {{amountMinor}} could not be granted: {{reason}}. Case {{caseNumber}}',
  ),
  loanOffered: letter(
    'A loan device for you',
    `We can lend you a device free of charge until your unit${UNIT} is repaired. If you would like one, reply to this message or call us.`,
    'We can lend you a device while yours is being repaired: reply if you want it. Case {{caseNumber}}',
  ),
  loanReminder: letter(
    'Please return the loan device',
    'Your own unit is back in your hands. Please return the loan device “{{deviceName}}”{{#if dueAt}} by {{dueAt}}{{/if}}. If you would like us to collect it, tell us when it suits you.',
    'Please return “{{deviceName}}”{{#if dueAt}} by {{dueAt}}{{/if}}. Case {{caseNumber}}',
  ),
  delayAnnounced: letter(
    'A delay',
    'We are sorry that we cannot keep the promised time for: {{what}}. The reason is: {{reason}}. The new time is {{newUntil}}. We are doing our best and apologise for the inconvenience.',
    'Delay ({{what}}): now {{newUntil}}, {{reason}}. Case {{caseNumber}}',
  ),
  news: letter(
    'News about your case',
    'This is the latest about your case: {{text}}',
    '{{text}} (case {{caseNumber}})',
  ),
  withdrawn: letter(
    'Your request has been withdrawn',
    'Your request has been withdrawn, as you wished{{#if reason}} ({{reason}}){{/if}}. Money left over from your payments will be refunded, and if your unit is with us we will bring it back. You are welcome to contact us again at any time.',
    'Your request {{caseNumber}} has been withdrawn.',
  ),
  cancelled: letter(
    'Your case has been cancelled',
    'Your case has been cancelled, for the following reason: {{reason}}. If you think this is a mistake, please tell us.',
    'Case {{caseNumber}} has been cancelled: {{reason}}',
  ),
  closed: letter(
    'Your case is closed',
    'Your case is closed. Result: {{outcome}}. Thank you for your trust! Should the problem return, simply reply to this message or report it again.',
    'Case {{caseNumber}} is closed: {{outcome}}. Thank you!',
  ),
};

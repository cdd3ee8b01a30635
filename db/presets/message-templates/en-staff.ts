import type { StaffMessageKind } from '../../../workflows/domain/messages.ts';
import { enNotice as notice, type MessageText } from './text.ts';

const DUE = '{{#if dueAt}}, due {{dueAt}}{{/if}}';

/** Messages to members of staff in English. */
export const EN_STAFF: Readonly<Record<StaffMessageKind, MessageText>> = {
  urgent: notice(
    'Urgent case',
    `An urgent case has come in and needs you at once{{#if reasons}} ({{reasons}}){{/if}}${DUE}.`,
    `URGENT {{caseNumber}}{{#if reasons}}: {{reasons}}{{/if}}${DUE}`,
  ),
  taskAssigned: notice(
    'New task, {{taskKind}}',
    `You have a new task: {{taskKind}}${DUE}.`,
    `{{caseNumber}} new task: {{taskKind}}${DUE}`,
  ),
  ownerAssigned: notice(
    'You answer for the case',
    'From now on you answer for the case{{#if formerOwnerName}} in place of {{formerOwnerName}}{{/if}}.{{#if reason}} Reason: {{reason}}.{{/if}}',
    '{{caseNumber}} is yours from now on{{#if formerOwnerName}}, until now {{formerOwnerName}}’s{{/if}}',
  ),
  ownerReleased: notice(
    'You no longer answer for the case',
    'From now on {{#if ownerName}}{{ownerName}}{{else}}the role “{{ownerRole}}”{{/if}} answers for the case in your place.{{#if reason}} Reason: {{reason}}.{{/if}}',
    '{{caseNumber}} passes to {{#if ownerName}}{{ownerName}}{{else}}{{ownerRole}}{{/if}}',
  ),
  taskDeclined: notice(
    'Task declined, {{taskKind}}',
    'The task “{{taskKind}}” was declined, with the reason: {{reason}}. Please arrange for somebody else.',
    '{{caseNumber}} declined: {{taskKind}}, {{reason}}',
  ),
  noTechnician: notice(
    'No technician available',
    `No technician on the roster has the skills needed ({{skills}}). Please find a solution at once${DUE}.`,
    '{{caseNumber}} no technician available ({{skills}})',
  ),
  warning: notice(
    'Due soon, {{what}}',
    '“{{what}}” is due {{dueAt}}. If it cannot be kept, tell the customer beforehand, with the reason and the new time.',
    '{{caseNumber}} due soon: {{what}}, {{dueAt}}',
  ),
  escalated: notice(
    'Overdue (level {{level}}), {{what}}',
    '“{{what}}” was due {{dueAt}} and is overdue; it has reached level {{level}} and needs you.{{#if firedAt}} First noticed: {{firedAt}}.{{/if}}',
    '{{caseNumber}} overdue (level {{level}}): {{what}}, due {{dueAt}}',
  ),
  escalatedByHand: notice(
    'Escalated by hand (level {{level}})',
    'This case was escalated by hand to level {{level}}, with the reason: {{reason}}.',
    '{{caseNumber}} escalated to level {{level}}: {{reason}}',
  ),
  approvalAsked: notice(
    'Approval, {{subject}}',
    `{{subject}} {{how}}{{#if amountMinor}}: {{amountMinor}}{{/if}}${DUE}.`,
    `{{caseNumber}} {{subject}} {{how}}{{#if amountMinor}}: {{amountMinor}}{{/if}}${DUE}`,
  ),
  approvalWithdrawn: notice(
    'Approval withdrawn, {{subject}}',
    'The request to approve “{{subject}}” has been withdrawn. You need not do anything.',
    '{{caseNumber}} approval withdrawn: {{subject}}',
  ),
  approvalDecided: notice(
    'Approval decided, {{subject}}',
    'Your request “{{subject}}” was {{decision}}{{#if reason}}, with the reason: {{reason}}{{/if}}.',
    '{{caseNumber}} {{subject}} {{decision}}{{#if reason}}: {{reason}}{{/if}}',
  ),
  partsArrived: notice(
    'Parts have arrived',
    '“{{partName}}” has arrived{{#if quantity}} ({{quantity}} pcs){{/if}} and is reserved for this case.',
    '{{caseNumber}} part arrived: {{partName}}{{#if quantity}} ({{quantity}} pcs){{/if}}',
  ),
  partOverdue: notice(
    'A part has not come',
    '“{{partName}}” was expected by {{expectedAt}}{{#if reference}} (order {{reference}}){{/if}} and has not arrived. The parts clerk has been asked where it comes from now, and when.',
    '{{caseNumber}} part overdue: {{partName}}, expected {{expectedAt}}',
  ),
  partNotObtainable: notice(
    'A part that was asked for is not to be had',
    '“{{partName}}” was asked for beside the plan and is not to be had. If the repair needs it, please change the plan.',
    '{{caseNumber}} not to be had: {{partName}}',
  ),
  helpGiven: notice(
    'Your request for help is answered',
    'The answer to your request for help: {{text}}',
    '{{caseNumber}} help: {{text}}',
  ),
  customerAnswered: notice(
    'The customer has answered, {{what}}',
    'The customer has answered “{{what}}”{{#if text}}: {{text}}{{/if}}.',
    '{{caseNumber}} customer answered: {{what}}',
  ),
  rightRipened: notice(
    'The customer may choose a replacement or a refund',
    'Because {{ground}}, the customer was offered to choose a replacement, a refund or going on with the repair.',
    '{{caseNumber}} replacement or refund offered: {{ground}}',
  ),
  notSatisfied: notice(
    'The customer is not satisfied: round {{round}}',
    'The customer is not satisfied with the repair. Round {{round}} has begun, and from now on you answer for the case.{{#if dueAt}} It is promised by {{dueAt}}.{{/if}}',
    '{{caseNumber}} not satisfied: round {{round}} is yours{{#if dueAt}}, due {{dueAt}}{{/if}}',
  ),
  complaintWanted: notice(
    'Still not satisfied: open a complaint',
    'After round {{round}} the customer is still not satisfied. Please open a complaint with the records of this case; the repair is closed once parts and fees are settled.',
    '{{caseNumber}} still not satisfied: open a complaint',
  ),
  paymentDeferred: notice(
    'Payment deferred',
    'The payment of {{amountMinor}} was deferred until {{deferredUntil}}. Reason: {{reason}}. The work begins before it.',
    '{{caseNumber}} payment of {{amountMinor}} deferred until {{deferredUntil}}',
  ),
  deferredPaymentDue: notice(
    'Deferred payment due',
    'The payment that was deferred until {{deferredUntil}} is due: {{amountMinor}} is still owed. Confirm it when it has come, or collect it.',
    '{{caseNumber}} deferred payment due: {{amountMinor}} since {{deferredUntil}}',
  ),
  holdLasts: notice(
    'The case is still on hold',
    'The case has been on hold since {{heldFrom}} ({{reason}}), and nobody has said until when. Resume it, or the whole mass hold, once the reason is gone.',
    '{{caseNumber}} on hold since {{heldFrom}}: still needed?',
  ),
  linkedCaseAwaited: notice(
    'The case waits for a linked one alone',
    'All else has been settled since {{settledFrom}}; the case closes once {{count}} linked case(s) that it waits for are closed. See to them, or take the waiting back.',
    '{{caseNumber}} waits for {{count}} linked case(s) since {{settledFrom}}',
  ),
  linkedClosed: notice(
    'Linked case closed, {{linkedCaseNumber}}',
    'The linked case {{linkedCaseNumber}} is closed. Result: {{outcome}}.',
    '{{caseNumber}} linked case {{linkedCaseNumber}} closed: {{outcome}}',
  ),
  deliveryFailed: notice(
    'Message not delivered, {{messageKind}}',
    'The message “{{messageKind}}” could not be delivered{{#if channel}} by {{channel}}{{/if}}. {{#if nextChannel}}It is now being sent by {{nextChannel}}.{{else}}There is no other channel: please tell the recipient yourself and check the contact details.{{/if}}',
    '{{caseNumber}} not delivered{{#if channel}} by {{channel}}{{/if}}: {{messageKind}}',
  ),
  deliveryDelayed: notice(
    'Message waits, {{messageKind}}',
    'The message “{{messageKind}}” to the customer has waited since {{queuedAt}} and could not be sent so far. It goes out as soon as that is possible; please tell the customer yourself what is urgent.',
    '{{caseNumber}} waits since {{queuedAt}}: {{messageKind}}',
  ),
  appointmentReminderStaff: notice(
    'Appointment ahead',
    'Your appointment: {{window}}, {{place}}. Please take your staff card and the parts with you.',
    '{{caseNumber}} appointment: {{window}}, {{place}}',
  ),
  appointmentChangedStaff: notice(
    'Appointment changed',
    'The appointment has been moved to {{window}}, {{place}}. Reason: {{reason}}.',
    '{{caseNumber}} appointment moved to {{window}}: {{reason}}',
  ),
  appointmentCancelledStaff: notice(
    'Appointment cancelled',
    'The appointment at {{window}} is cancelled{{#if reason}}. Reason: {{reason}}{{/if}}.',
    '{{caseNumber}} appointment {{window}} is cancelled',
  ),
  appointmentMissedStaff: notice(
    'Appointment missed',
    'Nobody checked in for the appointment at {{window}}. The customer has our apology; please call at once to agree on a new time.',
    '{{caseNumber}} missed: {{window}}. Call the customer at once',
  ),
  digest: {
    subject: '{{count}} notices that waited for you',
    text: `{{recipientName}},

{{count}} notices waited for you. Here they are, oldest first.

{{notices}}

{{companyName}} After-Sales Service`,
    short: '{{count}} notices waited for you, see your inbox',
  },
};

import { Type } from 'typebox';
import { URGENT_TRIGGERS } from '../../domain/policy/choices.ts';
import {
  choice,
  code,
  evidence,
  form,
  group,
  instant,
  listOf,
  minorUnits,
  onDate,
  quantity,
  reference,
  text,
  yesNo,
} from '../../runtime/form-fields.ts';

/* Reporting a repair, taking it up and sending somebody (repair process, 3.2 intake, dispatch). */

const optional = Type.Optional;

/** Where the unit stands, and where somebody has to go. */
export const site = () =>
  group({ address: text('Where the unit stands', 500), region: optional(text('Region', 100)) });

/** What a report may turn out to be. */
export const targetKind = () =>
  choice(['return-exchange', 'complaint', 'inquiry', 'incident'], 'What it becomes');

export const opening = form('Report a repair', {
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
  company: optional(code('Code of the company whose service policy applies; GET /v1/policies lists them')),
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
  place: optional(
    choice(
      ['remote', 'onSite', 'workshop'],
      'Where it is wanted to be repaired, if that is known; on site asks for `site`',
    ),
  ),
  site: optional(site()),
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
  openedFrom: optional(reference('The case that this one is opened from')),
  links: optional(listOf(reference('A case'), 'Other cases of the customer that belong to it')),
  bundleId: optional(code('Units of one visit share it')),
  language: optional(choice(['zh-CN', 'en'], 'Language of messages to the customer')),
});

export const intake = {
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
      site: optional(site()),
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
      targetKind: optional(targetKind()),
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

export const dispatch = {
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
      site: optional(site()),
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

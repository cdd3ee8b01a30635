import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  followedUp,
  handedOver,
  paid,
  planned,
  quoted,
  quotedOffList,
  received,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from './repair-steps.ts';
import { minuteOf, type Form, type Story } from './story.ts';
import type { World } from './world.ts';

/* Stories of money: a sofa of company B and a controller of company C on the way to their payment. */

interface Account {
  readonly dueMinor: number;
  readonly paidMinor: number;
  readonly outstandingMinor: number;
  readonly refundDueMinor: number;
  readonly refundedMinor: number;
  readonly refundOpenMinor: number;
  readonly balanced: boolean;
  readonly entries: readonly { readonly kind: string; readonly amountMinor: number; readonly at: string }[];
}

export async function read<Body>(story: Story, path: string): Promise<Body> {
  const { body } = await story.world.call('song.qi', 'GET', `/v1/cases/${story.caseId}/${path}`);
  return body as Body;
}

export const accountOf = (story: Story): Promise<Account> => read(story, 'account');

export const entriesOf = async (story: Story): Promise<readonly string[]> =>
  (await accountOf(story)).entries.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`);

/** A sofa outside warranty, taken into the workshop of company B on Tue 04-28 at 09:30. */
export async function sofaInWorkshop(
  world: World,
  found: Form = diagnosed(),
): Promise<{ story: Story; technician: string }> {
  const story = await world.openRepair('chen.xiao.self', '04-27 09:00', {
    company: 'B',
    channel: 'web',
    unit: { productModel: 'SF-300', lot: 'SF300-2023-08' },
    description: 'The seat sags',
  });
  await story.goTo('04-27 09:10');
  await story.does('zhang.min', 'contactCustomer', contacted('04-27 09:10'));
  const skills = ['furniture', 'surface'];
  await story.does(
    'zhang.min',
    'classify',
    classified({ place: 'workshop', skills, ...feeTold('04-27 09:10') }),
  );
  const technician = await assigns(story, 'wang.lei');
  await story.goTo('04-27 09:30');
  await story.does(
    technician,
    'agreeAppointment',
    windowAgreed('04-28 09:00', '04-28 12:00', { place: 'workshop' }),
  );
  await story.goTo('04-28 09:30');
  await story.does('zhang.min', 'receiveUnit', received('04-28 09:30'));
  await story.does(technician, 'diagnose', found);
  return { story, technician };
}

/** The plan for four hours of work is approved and quoted at 480.00 on Tue 04-28 at 10:30. */
export async function sofaQuoted(world: World): Promise<{ story: Story; technician: string }> {
  const { story, technician } = await sofaInWorkshop(world);
  await story.does(technician, 'planWork', planned('05-12 18:00', { minutes: 240 }));
  await story.approves('wang.lei', 'plan');
  await story.goTo('04-28 10:30');
  await story.does('zhang.min', 'quote', quoted(48_000));
  return { story, technician };
}

/** The customer accepted 480.00 on Tue 04-28 at 11:00. */
export async function sofaAccepted(world: World): Promise<{ story: Story; technician: string }> {
  const sofa = await sofaQuoted(world);
  await sofa.story.goTo('04-28 11:00');
  await sofa.story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
  return sofa;
}

/** From the end of the work to the closed case: tested, fetched at the counter, told, followed up, asked. */
export async function finishesSofa(story: Story, technician: string, day: string): Promise<void> {
  await story.does(technician, 'doWork', worked(day, day, { minutes: 240 }));
  await story.does(technician, 'testUnit', tested());
  await story.does('zhang.min', 'handOver', handedOver());
  await story.does('zhang.min', 'tellResult', resultTold(day, 'yes'));
  await story.does('zhang.min', 'followUp', followedUp(day));
}

/** Detailed at 480.00, approved, costed. */
export async function detailsFees(story: Story, amountMinor = 48_000): Promise<void> {
  await story.does('zhang.min', 'feeDetail', quoted(amountMinor));
  await story.approves('zhou.jie', 'feeDetail');
  const costs = [{ kind: 'labour', costMinor: 30_000, account: 'customer' }];
  await story.does('lin.xia', 'costFees', { lines: costs });
}

/** A controller outside warranty at company C, quoted on Mon 09-21 at 10:00. */
export async function controllerQuoted(world: World): Promise<Story> {
  const story = await world.openRepair('shen.qiang', '09-18 09:00', {
    company: 'C',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-23-00408' },
    site: { address: 'Hall 3', region: 'city' },
    description: 'The display stays dark',
  });
  await story.goTo('09-18 09:05');
  await story.does('zhang.min', 'contactCustomer', contacted('09-18 09:05'));
  await story.does(
    'zhang.min',
    'classify',
    classified({ skills: ['electronics'], ...feeTold('09-18 09:05') }),
  );
  const technician = await assigns(story, 'zhang.min');
  await story.does(technician, 'agreeAppointment', windowAgreed('09-21 09:00', '09-21 10:00'));
  await story.goTo('09-21 09:15');
  await story.does(technician, 'checkIn', checkedIn('09-21 09:15'));
  await story.does(technician, 'diagnose', diagnosed({ serialSeen: 'CT900-23-00408' }));
  await story.does(technician, 'planWork', planned('09-28 18:00'));
  await story.goTo('09-21 10:00');
  await story.does('zhang.min', 'quote', quotedOffList(20_000));
  return story;
}

export const minutesOf = async (story: Story, kind: string): Promise<readonly string[]> =>
  (await story.messages(kind)).map((message) => minuteOf(message['queuedAt'] as string));

/** Work on a sofa at the customer's of company B is agreed at 300.00 and paid on Wed 03-04 at 09:00. */
export async function sofaPaid(
  world: World,
  parts: readonly Form[],
): Promise<{ story: Story; technician: string }> {
  const story = await world.openRepair('chen.xiao.self', '03-02 09:00', {
    company: 'B',
    channel: 'web',
    unit: { productModel: 'SF-300', lot: 'SF300-2023-08' },
    site: { address: 'Flat 1201', region: 'city' },
    description: 'The door of the bedding box hangs',
  });
  await story.goTo('03-02 09:10');
  await story.does('zhang.min', 'contactCustomer', contacted('03-02 09:10'));
  const skills = ['furniture', 'surface'];
  await story.does('zhang.min', 'classify', classified({ skills, ...feeTold('03-02 09:10') }));
  const technician = await assigns(story, 'wang.lei');
  await story.does(technician, 'agreeAppointment', windowAgreed('03-03 10:00', '03-03 12:00'));
  await story.goTo('03-03 10:10');
  await story.does(technician, 'checkIn', checkedIn('03-03 10:10'));
  await story.does(technician, 'diagnose', diagnosed());
  await story.does(technician, 'planWork', planned('03-10 18:00', { parts }));
  await story.does(technician, 'quote', quotedOffList(30_000));
  await story.does('chen.xiao.self', 'answerQuote', { answer: 'accepted' });
  await story.goTo('03-04 09:00');
  await story.does('lin.xia', 'confirmPayment', paid('03-04 09:00', 30_000, 'TT-21'));
  await story.settled();
  return { story, technician };
}

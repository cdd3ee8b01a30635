import { PHOTO } from '../evidence.ts';
import { classified, contacted, diagnosed, feeTold, received } from '../repair-steps.ts';
import { at, minuteOf, type Story } from '../story.ts';
import { detail, type RandomAnswer, type RandomTurn, serialSeen, siblingOf, wishes } from './turn.ts';

/* How people take a repair up, send somebody, and find out what is wrong, as chance will have it. */

const ELSEWHERE = { routeText: 'Belongs elsewhere' };

const ROUTES: Readonly<Record<string, (story: Story) => Promise<object>>> = {
  remote: () => Promise.resolve({ route: 'remote' }),
  refuse: () => Promise.resolve({ route: 'refuse', ...ELSEWHERE }),
  convert: () => Promise.resolve({ route: 'convert', targetKind: 'complaint', ...ELSEWHERE }),
  merge: async (story) => {
    const targetId = await siblingOf(story);
    return targetId === undefined ? {} : { route: 'merge', targetId, ...ELSEWHERE };
  },
};

const classify: RandomAnswer = async ({ task, choose, now, story, skills }) => {
  const { urgentReasons } = task.about as { urgentReasons: readonly string[] };
  const isUrgent = urgentReasons.length > 0 || choose.chance(25);
  const elsewhere = choose.chance(15)
    ? ROUTES[choose.oneOf('remote', 'refuse', 'convert', 'merge')]
    : undefined;
  return classified({
    class: choose.oneOf('repair', 'general', 'technical'),
    ...(isUrgent ? { priority: 'urgent', urgentReasons: ['safety'] } : {}),
    place: choose.mostly('onSite', 'workshop'),
    skills,
    ...feeTold(now),
    ...(await elsewhere?.(story)),
  });
};

const assign: RandomAnswer = ({ task, choose, refusals }) => {
  const { proposed, notAgain } = task.about as {
    proposed: readonly { readonly personId: string }[];
    notAgain: readonly string[];
  };
  // Where everybody with the skills has been sent or has declined before, somebody goes again.
  const [first, ...others] = proposed.length > 0 ? proposed.map(({ personId }) => personId) : notAgain;
  if (first === undefined) return null;
  const technicianId = choose.oneOf(first, ...others);
  return { technicianId, briefing: 'As reported', ...(refusals > 0 ? { force: true } : {}) };
};

const agreeAppointment: RandomAnswer = async ({ choose, later, refusals, story }) => {
  if (choose.chance(15)) return { reached: false };
  const reached = { reached: true, spokeWith: 'The customer' };
  if (choose.chance(4)) return { ...reached, customerWish: false, solvedOnPhone: true };
  const from = choose.between(60, 3 * 24 * 60) + refusals * 180;
  const isWish = choose.chance(20);
  return {
    ...reached,
    place: choose.mostly('onSite', 'workshop'),
    windowFrom: at(later(from)),
    windowTo: at(later(from + choose.between(60, 240))),
    customerWish: isWish,
    ...(isWish ? { firstOffer: at(later(30)) } : {}),
    ...(choose.chance(20) ? { bringParts: await wishes(story, choose) } : {}),
  };
};

/** In the window, too early, or too late. */
async function arrival({ story, choose, now, hop, later }: RandomTurn): Promise<string> {
  const from = await detail(story, 'appointment', 'from');
  if (from === null || choose.chance(25)) return now;
  const inTime = minuteOf(new Date(Number(from) + 10 * 60_000).toISOString());
  const minute = choose.chance(20) ? later(choose.between(5, 5 * 24 * 60)) : inTime;
  if (minute <= now) return now;
  await hop(minute);
  return minute;
}

const checkIn: RandomAnswer = async (turn) => ({
  at: at(await arrival(turn)),
  ...{ idShown: true, workConfirmed: true, surroundingsProtected: true },
  ...(turn.choose.chance(12) ? { customerAbsent: true, photos: [PHOTO] } : {}),
});

const receiveUnit: RandomAnswer = async (turn) => received(await arrival(turn), await serialSeen(turn.story));

const diagnose: RandomAnswer = async ({ story, choose }) => {
  const isBeyondRepair = choose.chance(15);
  return diagnosed({
    ...(await serialSeen(story)),
    faultCode: choose.oneOf('F-01', 'F-02'),
    causedBy: choose.mostly('wear', 'product', 'misuse', 'nothingFound', 'external'),
    coverage: choose.oneOf('warranty', 'chargeable', 'goodwill', 'workmanship'),
    repairable: isBeyondRepair ? choose.oneOf('no', 'uneconomic') : 'yes',
    go: isBeyondRepair ? 'nothingToDo' : choose.mostly('plan', 'comeBack', 'takeAway', 'nothingToDo'),
    ...{ evidence: [PHOTO], useTaught: true },
    complex: choose.chance(20),
    safetyRisk: choose.mostly('none', 'risk', 'injury'),
  });
};

export const REPORTING_ANSWERS = {
  contactCustomer: ({ now, choose }) => contacted(now, choose.chance(20) ? { reached: false } : {}),
  classify,
  solveRemotely: ({ choose }) => ({
    steps: 'Restarted by phone',
    solved: !choose.chance(40),
    text: 'It works again',
  }),
  ...{ assign, agreeAppointment, checkIn, receiveUnit, diagnose },
  giveHelp: () => ({ answer: 'Look at the fuse' }),
} satisfies Readonly<Record<string, RandomAnswer>>;

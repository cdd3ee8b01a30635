import { expect } from 'vitest';
import { PHOTO, SIGNED } from './evidence.ts';
import { at, type Form, minuteOf, type Story } from './story.ts';

/* Steps that many stories of repairs share: forms with usual values, and short walks through the phases. */

export const contacted = (day: string, more: Form = {}): Form => ({
  at: at(day),
  reached: true,
  summary: 'Heard what is wrong',
  ...more,
});

export const classified = (more: Form = {}): Form => ({
  class: 'repair',
  priority: 'normal',
  place: 'onSite',
  faultGroup: 'general',
  route: 'dispatch',
  ...more,
});

/** What the customer of a unit outside warranty is told before anybody comes. */
export const feeTold = (day: string, labour = 12_000): Form => ({
  roughFee: { labour, travel: 5_000, material: 0 },
  feeToldAt: at(day),
});

export const windowAgreed = (from: string, to: string, more: Form = {}): Form => ({
  reached: true,
  spokeWith: 'The customer',
  place: 'onSite',
  windowFrom: at(from),
  windowTo: at(to),
  customerWish: false,
  ...more,
});

export const checkedIn = (day: string, more: Form = {}): Form => ({
  at: at(day),
  idShown: true,
  workConfirmed: true,
  surroundingsProtected: true,
  ...more,
});

export const received = (day: string, more: Form = {}): Form => ({
  at: at(day),
  condition: 'Scratched',
  accessories: [],
  photos: [PHOTO],
  ...more,
});

export const diagnosed = (more: Form = {}): Form => ({
  faultCode: 'F-01',
  fault: 'Does not work',
  rootCause: 'Worn out',
  location: 'Inside',
  causedBy: 'wear',
  coverage: 'chargeable',
  repairable: 'yes',
  complex: false,
  safetyRisk: 'none',
  go: 'plan',
  ...more,
});

export const planned = (promisedUntil: string, more: Form = {}): Form => ({
  measures: 'Replace what is worn',
  parts: [],
  minutes: 60,
  promisedUntil: at(promisedUntil),
  ...more,
});

/** A quotation of one line of labour. */
export const quoted = (amountMinor: number, more: Form = {}): Form => ({
  lines: [{ kind: 'labour', text: 'Labour', quantity: 1, amountMinor }],
  ...more,
});

/** As `quoted`, at another price than the list gives, which is said with a reason. */
export const quotedOffList = (amountMinor: number, more: Form = {}): Form =>
  quoted(amountMinor, { deviation: true, reason: 'Agreed by telephone', ...more });

export const paid = (day: string, amountMinor: number, reference: string, more: Form = {}): Form => ({
  amountMinor,
  method: 'bank',
  reference,
  paidAt: at(day),
  ...more,
});

export const worked = (from: string, to: string, more: Form = {}): Form => ({
  startedAt: at(from),
  finishedAt: at(to),
  measures: 'Replaced what was worn',
  minutes: 60,
  result: 'done',
  ...more,
});

export const tested = (passed = true): Form => ({
  standard: 'Final test',
  checks: [{ item: 'Function', value: passed ? 'works' : 'does not work', passed }],
  passed,
});

export const handedOver = (more: Form = {}): Form => ({
  demonstrated: true,
  partsTold: 'None were replaced',
  placeLeftClean: true,
  damageDone: 'none',
  signed: 'yes',
  signedBy: 'The customer',
  signature: SIGNED,
  ...more,
});

export const resultTold = (day: string, satisfied: 'yes' | 'partly' | 'no', more: Form = {}): Form => ({
  manner: 'phone',
  at: at(day),
  reached: true,
  satisfied,
  ...(satisfied === 'no' ? { newDemand: 'It shall work', sameFault: true } : {}),
  ...more,
});

export const followedUp = (day: string, more: Form = {}): Form => ({
  manner: 'phone',
  at: at(day),
  reached: true,
  quality: 90,
  inUse: true,
  satisfied: 'yes',
  ...more,
});

/** The customer fetches a unit that was not repaired. */
export const unitFetched = (day: string, more: Form = {}): Form => ({
  at: at(day),
  manner: 'fetched',
  condition: 'As received',
  accessories: [],
  receivedBy: 'The customer',
  ...more,
});

/** Sends the technician who is proposed first, or a named one. */
export async function assigns(story: Story, who: string, technician?: string): Promise<string> {
  const { about } = await story.task('assign');
  const [proposed] = about['proposed'] as readonly { readonly personId: string }[];
  const technicianId = technician === undefined ? proposed?.personId : await story.world.personId(technician);
  expect(technicianId, 'nobody is proposed').toBeDefined();
  await story.does(who, 'assign', { technicianId, briefing: 'As reported' });
  return story.world.handleOf(technicianId ?? '');
}

/** Declines the open task of a kind. */
export async function declines(story: Story, who: string, kind: string, reason: string): Promise<void> {
  const { id } = await story.task(kind);
  const answer = await story.world.call(who, 'POST', `/v1/tasks/${id}/decline`, { reason });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

/** Whom an approval has come to, one after the other, with the minute and how: `04-28 16:00 climbed manager`. */
export const askedOf = async (story: Story, subject: string): Promise<readonly string[]> =>
  (await story.timeline())
    .filter(({ kind, data }) => kind.startsWith('approval.') && data['subject'] === subject)
    .map(({ kind, data: { role }, at: when }) => {
      const how = kind.slice('approval.'.length);
      return [minuteOf(when), how, ...(typeof role === 'string' ? [role] : [])].join(' ');
    });

/** The status and code of a refusal. */
export async function refusalOf(answer: Promise<{ status: number; body: unknown }>): Promise<string> {
  const { status, body } = await answer;
  return `${status} ${(body as { code?: string }).code ?? ''}`.trim();
}

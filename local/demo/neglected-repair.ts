import { type Audience, PlayedCase } from './played-case.ts';
import type { RestClient } from './rest-client.ts';
import type { OnDay } from './story-days.ts';

/**
 * An urgent report that nobody answers: service lead, manager and general manager are told one after the other, each
 * at the end of the level's own limit (R-03, policy A). When an agent calls at last, the customer withdraws.
 */
export async function playNeglectedRepair(
  client: RestClient,
  on: OnDay,
  audience: Audience,
): Promise<PlayedCase> {
  const report = {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900' },
    description: 'The controller stopped and the door of the press cannot be locked',
    urgentWanted: true,
    urgentReasons: ['safety'],
  };
  const repair = await PlayedCase.open(client, 'shen.qiang', report, on(0, '17:00'), audience);
  await repair.goTo(on(0, '18:10'));
  await repair.does('zhang.min', 'contactCustomer', {
    at: on(0, '18:10'),
    reached: true,
    spokeWith: '沈强',
    summary: 'After an hour without an answer the press was repaired by another company',
  });
  await repair.goTo(on(0, '18:20'));
  await repair.orders('shen.qiang', 'withdraw', { reason: 'Repaired by another company meanwhile' });
  await repair.closed();
  return repair;
}

import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  planned,
  windowAgreed,
} from '../support/repair-steps.ts';
import type { Form, Story } from '../support/story.ts';
import type { World } from '../support/world.ts';

/** A filling line's controller at A, inside its warranty, reported on the web on Friday 05-29 at 16:00. */
export function reported(world: World, more: Form = {}): Promise<Story> {
  return world.openRepair('shen.qiang', '05-29 16:00', {
    company: 'A',
    channel: 'web',
    unit: { productModel: 'CT-900', serialNumber: 'CT900-26-00031' },
    site: { address: 'Hall 3', region: 'shanghai' },
    description: 'The display stays dark',
    ...more,
  });
}

export const TECHNICIAN = 'huang.lin';

/** From the report to a window of that day, Monday 06-01 if none is given, 10:00–12:00, agreed by `TECHNICIAN`. */
export async function windowAwaited(world: World, day = '06-01'): Promise<Story> {
  const repair = await reported(world);
  await repair.does('zhang.min', 'contactCustomer', contacted('05-29 16:00'));
  await repair.does('zhang.min', 'classify', classified({ skills: ['electronics'] }));
  await assigns(repair, 'wang.lei', TECHNICIAN);
  await repair.does(TECHNICIAN, 'agreeAppointment', windowAgreed(`${day} 10:00`, `${day} 12:00`));
  return repair;
}

/** Further, to a plan that awaits its approval on Monday 06-01 at 10:10, with the technician on site. */
export async function planAwaitsApproval(world: World): Promise<Story> {
  const repair = await windowAwaited(world);
  await repair.goTo('06-01 10:10');
  await repair.does(TECHNICIAN, 'checkIn', checkedIn('06-01 10:10'));
  await repair.does(
    TECHNICIAN,
    'diagnose',
    diagnosed({ serialSeen: 'CT900-26-00031', causedBy: 'product', coverage: 'warranty' }),
  );
  await repair.does(TECHNICIAN, 'planWork', planned('06-01 13:00'));
  return repair;
}

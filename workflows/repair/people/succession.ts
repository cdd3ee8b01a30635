import type { TaskState } from '../../domain/cases.ts';
import { since } from '../../runtime/generations.ts';
import { reserve } from '../visits/appointments.ts';
import { handPartsOn } from './handing-on.ts';
import type { RepairCase } from '../repair.case.ts';

/**
 * A task of the technician is given to another one, who goes on with the repair from there: the customer hears who
 * comes, an agreed window is the new one's, and so are the parts that are signed for (5 `reassign`; R-04).
 */
export function technicianReassigned(c: RepairCase, task: TaskState, assigneeId: string | null): void {
  const { technicianId, appointment } = c.data;
  if (technicianId === null || task.assigneeId !== technicianId) return;
  if (assigneeId === null || assigneeId === technicianId) return;
  // Repairs from before gave away the task alone.
  if (!since(1, 'technician-reassigned')) return;
  c.data.technicianId = assigneeId;
  c.note('technicianChanged', { from: technicianId, to: assigneeId });
  c.tell('assigned', { technicianName: assigneeId });
  if (appointment !== null) c.aside(() => reserve(c, appointment));
  if (since(1, 'parts-handed-on')) handPartsOn(c, technicianId);
}

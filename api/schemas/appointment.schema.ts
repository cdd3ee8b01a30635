import { Type } from 'typebox';
import { Priority } from './case.schema.ts';
import { Id, Instant, nullable, object, oneOf, pageQuery } from './common.schema.ts';

const AppointmentStatus = oneOf(['agreed', 'kept', 'missed', 'cancelled']);

const appointmentFields = {
  id: Type.String(),
  caseId: Id,
  technicianId: nullable(Id),
  status: AppointmentStatus,
  from: Instant,
  to: Instant,
  place: Type.String(),
  changeReason: nullable(Type.String()),
};

/** A window in which a technician comes, or the customer brings the unit. */
export const AppointmentBody = object(appointmentFields);

export const CalendarEntryBody = object({
  ...appointmentFields,
  caseNumber: Type.String(),
  caseKind: Type.String(),
  phase: Type.String(),
  priority: Priority,
  customerName: nullable(Type.String()),
});

export const AppointmentsQuery = object({
  ...pageQuery,
  technicianId: Id,
  from: Instant,
  to: Instant,
  status: Type.Optional(AppointmentStatus),
});

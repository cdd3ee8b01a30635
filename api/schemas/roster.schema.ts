import { Type } from 'typebox';
import { Id, Instant, Line, nullable, object, Reference } from './common.schema.ts';
import { Role } from './people.schema.ts';

const shift = { role: Role, startsAt: Instant, endsAt: Instant };

export const DutyShiftBody = object({ id: Id, personId: Id, ...shift });
export const NewDutyShiftBody = object(
  { person: Reference, ...shift },
  {
    examples: [
      {
        role: 'service_lead',
        person: 'li.na',
        startsAt: '2026-12-24T18:00:00+08:00',
        endsAt: '2026-12-25T08:00:00+08:00',
      },
    ],
  },
);

export const AbsenceBody = object({
  id: Id,
  personId: Id,
  startsAt: Instant,
  endsAt: Instant,
  reason: nullable(Line),
});
export const NewAbsenceBody = object(
  { person: Reference, startsAt: Instant, endsAt: Instant, reason: Type.Optional(Line) },
  {
    examples: [
      {
        person: 'wang.lei',
        startsAt: '2026-12-21T00:00:00+08:00',
        endsAt: '2026-12-23T00:00:00+08:00',
        reason: '年假',
      },
    ],
  },
);

const span = {
  from: Instant,
  to: Instant,
  personId: Type.Optional(Id),
};

export const DutyShiftsQuery = object({ ...span, role: Type.Optional(Role) });
export const AbsencesQuery = object(span);

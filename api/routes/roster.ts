import { Type, type Static } from 'typebox';
import type { Database } from '../../db/client.ts';
import {
  dutyRosterRepository,
  type Absence,
  type DutyShift,
} from '../../db/repositories/duty-roster.repository.ts';
import { peopleRepository } from '../../db/repositories/people.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { idParams, object } from '../schemas/common.schema.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import {
  AbsenceBody,
  AbsencesQuery,
  DutyShiftBody,
  DutyShiftsQuery,
  NewAbsenceBody,
  NewDutyShiftBody,
} from '../schemas/roster.schema.ts';
import { ROSTER_ROLES } from './access.ts';
import { findPerson, refersTo } from './references.ts';

const tags = ['roster'];

/** Who is on duty outside office hours, and who is away (H-01). Why somebody is away is personal data. */
export function registerRosterRoutes(api: Api, deps: ApiDependencies): void {
  registerShiftRoutes(api, deps);
  registerAbsenceRoutes(api, deps);
}

function registerShiftRoutes(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/duty-shifts',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listDutyShifts',
        summary: 'Shifts that touch a span, by start',
        querystring: DutyShiftsQuery,
        response: { 200: object({ items: Type.Array(DutyShiftBody) }) },
      },
    },
    async ({ query: { from, to, ...filter }, principal }) => {
      const span = { from: fromIso(from), to: fromIso(to) };
      const shifts = await dutyRosterRepository(deps.db).listShifts({ ...span, ...filter });
      return { items: shifts.map((shift) => withIsoSpan(shift, principal.timeZone)) };
    },
  );

  api.post(
    '/v1/duty-shifts',
    {
      config: { access: ROSTER_ROLES },
      schema: {
        tags,
        operationId: 'createDutyShift',
        summary: 'Put a person on duty',
        body: NewDutyShiftBody,
        response: { 201: DutyShiftBody },
      },
    },
    async (request, reply) => {
      const shift = await audit.change(request, 'dutyShift', async (tx) => {
        const { person, ...fields } = request.body;
        const personId = await personIdOf(tx, person);
        const after = await dutyRosterRepository(tx).createShift({ ...withInstants(fields), personId });
        return { before: null, after };
      });
      return created(reply, '/v1/duty-shifts', withIsoSpan(shift, request.principal.timeZone));
    },
  );

  api.delete(
    '/v1/duty-shifts/:dutyShiftId',
    {
      config: { access: ROSTER_ROLES },
      schema: {
        tags,
        operationId: 'deleteDutyShift',
        summary: 'Take a shift out of the roster',
        params: idParams('dutyShiftId'),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await audit.change(request, 'dutyShift', async (tx) => ({
        before: await dutyRosterRepository(tx).deleteShift(request.params.dutyShiftId),
        after: null,
      }));
      return reply.status(204).send(null);
    },
  );
}

function registerAbsenceRoutes(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/absences',
    {
      config: { access: ROSTER_ROLES },
      schema: {
        tags,
        operationId: 'listAbsences',
        summary: 'Absences that touch a span, by start',
        querystring: AbsencesQuery,
        response: { 200: object({ items: Type.Array(AbsenceBody) }) },
      },
    },
    async (request) => {
      const { from, to, ...filter } = request.query;
      const span = { from: fromIso(from), to: fromIso(to) };
      const absences = await dutyRosterRepository(deps.db).listAbsences({ ...span, ...filter });
      await audit.access(request, 'absence', absences);
      return { items: absences.map((absence) => withIsoSpan(absence, request.principal.timeZone)) };
    },
  );

  api.post(
    '/v1/absences',
    {
      config: { access: ROSTER_ROLES },
      schema: {
        tags,
        operationId: 'createAbsence',
        summary: 'Enter an absence: the person gets no new work in it',
        body: NewAbsenceBody,
        response: { 201: AbsenceBody },
      },
    },
    async (request, reply) => {
      const absence = await audit.change(request, 'absence', async (tx) => {
        const { person, reason = null, ...fields } = request.body;
        const personId = await personIdOf(tx, person);
        const after = await dutyRosterRepository(tx).createAbsence({
          ...withInstants(fields),
          personId,
          reason,
        });
        return { before: null, after };
      });
      return created(reply, '/v1/absences', withIsoSpan(absence, request.principal.timeZone));
    },
  );

  api.delete(
    '/v1/absences/:absenceId',
    {
      config: { access: ROSTER_ROLES },
      schema: {
        tags,
        operationId: 'deleteAbsence',
        summary: 'Take an absence back',
        params: idParams('absenceId'),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await audit.change(request, 'absence', async (tx) => ({
        before: await dutyRosterRepository(tx).deleteAbsence(request.params.absenceId),
        after: null,
      }));
      return reply.status(204).send(null);
    },
  );
}

async function personIdOf(db: Database, reference: string): Promise<string> {
  return (await refersTo('/person', () => findPerson(peopleRepository(db), reference))).id;
}

type IsoSpan = Pick<Static<typeof DutyShiftBody>, 'startsAt' | 'endsAt'>;

function withInstants<Body extends IsoSpan>(body: Body) {
  return { ...body, startsAt: fromIso(body.startsAt), endsAt: fromIso(body.endsAt) };
}

function withIsoSpan<Entry extends DutyShift | Absence>(entry: Entry, timeZone: string) {
  return { ...entry, startsAt: toIso(entry.startsAt, timeZone), endsAt: toIso(entry.endsAt, timeZone) };
}

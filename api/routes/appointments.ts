import { Type, type Static } from 'typebox';
import {
  type Appointment,
  type AppointmentOfCase,
  appointmentsRepository,
} from '../../db/repositories/appointments.repository.ts';
import { invalid } from '../../workflows/domain/errors.ts';
import type { Api } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import type { Principal } from '../plugins/auth.ts';
import { AppointmentBody, AppointmentsQuery, CalendarEntryBody } from '../schemas/appointment.schema.ts';
import { idParams, object, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';

const tags = ['appointments'];
const DEFAULT_LIMIT = 50;

/** Windows of visits: those of a case, and a technician's calendar. */
export function registerAppointmentRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/cases/:caseId/appointments',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listCaseAppointments',
        summary: 'Every window that the case ever had, and what became of it',
        params: idParams('caseId'),
        response: { 200: object({ items: Type.Array(AppointmentBody) }) },
      },
    },
    async (request) => {
      const { principal } = request;
      const found = await findVisibleCase(db, principal, request.params.caseId);
      await audit.access(request, 'case', [found]);
      const windows = await appointmentsRepository(db).listByCase(found.id);
      return { items: windows.map((window) => toBody(window, principal)) };
    },
  );

  api.get(
    '/v1/appointments',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listAppointments',
        summary: 'The calendar of a technician: windows that share time with the span asked for',
        querystring: AppointmentsQuery,
        response: { 200: page(CalendarEntryBody) },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, from, to, ...filter } = request.query;
      const span = { from: fromIso(from), to: fromIso(to) };
      if (span.to <= span.from) throw invalid('/to', 'must lie after "from"');
      const found = await appointmentsRepository(db).listByTechnician(
        { ...filter, ...span },
        { after: cursor === undefined ? null : decodeCursor(cursor, ['number', 'string']), limit },
      );
      const caseIds = new Set(found.items.map(({ caseId }) => caseId));
      await audit.access(
        request,
        'case',
        [...caseIds].map((id) => ({ id })),
      );
      return pageBody(
        found,
        (window) => toCalendarEntry(window, request.principal),
        (position) => position,
      );
    },
  );
}

/** Customers are told who comes by message, not by the id of a member of staff. */
function toBody(window: Appointment, { actor, timeZone }: Principal): Static<typeof AppointmentBody> {
  const { id, caseId, technicianId, status, fromAt, toAt, place, changeReason } = window;
  return {
    ...{ id, caseId, place, changeReason },
    technicianId: actor.type === 'customer' ? null : technicianId,
    status: status as Static<typeof AppointmentBody>['status'],
    from: toIso(fromAt, timeZone),
    to: toIso(toAt, timeZone),
  };
}

function toCalendarEntry(window: AppointmentOfCase, principal: Principal): Static<typeof CalendarEntryBody> {
  const { caseNumber, caseKind, phase, priority, customerName } = window;
  return {
    ...toBody(window, principal),
    ...{ caseNumber, caseKind, phase, customerName },
    priority: priority as Static<typeof CalendarEntryBody>['priority'],
  };
}

import { Type, type Static } from 'typebox';
import { calendarsRepository, type CalendarVersion } from '../../db/repositories/calendars.repository.ts';
import { DomainError, faultsBelow, invalidFields } from '../../workflows/domain/errors.ts';
import { compileCalendar } from '../../workflows/domain/working-time/compile.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import {
  type CalendarDefinitionBody,
  CalendarVersionBody,
  NewCalendarVersionBody,
} from '../schemas/calendar.schema.ts';
import { Code, object } from '../schemas/common.schema.ts';
import { toIso } from '../schemas/instants.ts';
import { MASTER_DATA_ROLES } from './access.ts';

const tags = ['calendars'];
const params = object({ code: Code });

/** Working hours in versions that never change (design idea 9). */
export function registerCalendarRoutes(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/calendars',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listCalendars',
        summary: 'The latest version of every calendar',
        response: { 200: object({ items: Type.Array(CalendarVersionBody) }) },
      },
    },
    async ({ principal: { timeZone } }) => {
      const calendars = await calendarsRepository(db).listLatest();
      return { items: calendars.map((calendar) => toBody(calendar, timeZone)) };
    },
  );

  api.get(
    '/v1/calendars/:code',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readCalendar',
        summary: 'The latest version of a calendar',
        params,
        response: { 200: CalendarVersionBody },
      },
    },
    async ({ params: { code }, principal: { timeZone } }) =>
      toBody(await calendarsRepository(db).findByCode(code), timeZone),
  );

  api.get(
    '/v1/calendars/:code/versions',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listCalendarVersions',
        summary: 'All versions of a calendar, newest first',
        params,
        response: { 200: object({ items: Type.Array(CalendarVersionBody) }) },
      },
    },
    async ({ params: { code }, principal: { timeZone } }) => {
      const versions = await calendarsRepository(db).listByCode(code);
      if (versions.length === 0) throw new DomainError('NOT_FOUND', `There is no calendar ${code}`);
      return { items: versions.map((version) => toBody(version, timeZone)) };
    },
  );

  api.post(
    '/v1/calendars',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'addCalendarVersion',
        summary:
          'Add a calendar, or the next version of one; open cases on it compute their due instants anew',
        body: NewCalendarVersionBody,
        response: { 201: CalendarVersionBody },
      },
    },
    async (request, reply) => {
      const { code, version, definition } = request.body;
      const calendar = await audit.change(request, 'calendar', async (tx) => {
        const calendars = calendarsRepository(tx);
        const schemeCode = definition.holidayScheme ?? null;
        const scheme = schemeCode === null ? undefined : await calendars.findOptionalScheme(schemeCode);
        assertCompiles(definition, scheme ?? null);
        const before = (await calendars.findOptionalLatest(code)) ?? null;
        return { before, after: await calendars.addVersion({ code, version, definition, createdAt: now() }) };
      });
      deps.courier.wake();
      return created(reply, `/v1/calendars/${code}`, toBody(calendar, request.principal.timeZone));
    },
  );
}

/** A calendar that cannot be counted with is never stored. */
function assertCompiles(...calendar: Parameters<typeof compileCalendar>): void {
  try {
    compileCalendar(...calendar);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw invalidFields(faultsBelow('/definition', error.faults), error.message);
  }
}

function toBody(calendar: CalendarVersion, timeZone: string): Static<typeof CalendarVersionBody> {
  const { code, version, definition, createdAt } = calendar;
  return {
    code,
    version,
    definition: definition as Static<typeof CalendarDefinitionBody>,
    createdAt: toIso(createdAt, timeZone),
  };
}

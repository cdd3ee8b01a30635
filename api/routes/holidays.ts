import { Type, type Static } from 'typebox';
import { calendarsRepository } from '../../db/repositories/calendars.repository.ts';
import { checkHolidayYear, type HolidayScheme } from '../../workflows/domain/calendar.ts';
import { DomainError, requireFaultless } from '../../workflows/domain/errors.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { Code, object } from '../schemas/common.schema.ts';
import { HolidaySchemeBody, HolidayYearBody, NewHolidayYearBody } from '../schemas/holidays.schema.ts';
import { MASTER_DATA_ROLES } from './access.ts';

const tags = ['calendars'];

/** Public holidays and make-up working days, year by year as governments announce them. */
export function registerHolidayRoutes(api: Api, deps: ApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/holiday-schemes',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listHolidaySchemes',
        summary: 'Codes of the holiday schemes that calendars may name',
        response: { 200: object({ items: Type.Array(object({ code: Type.String() })) }) },
      },
    },
    async () => ({
      items: (await calendarsRepository(db).listSchemeCodes()).map((code) => ({ code })),
    }),
  );

  api.get(
    '/v1/holiday-schemes/:code',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readHolidayScheme',
        summary: 'The announced years of a scheme, and the days off by law for all others',
        params: object({ code: Code }),
        response: { 200: HolidaySchemeBody },
      },
    },
    async ({ params }) =>
      toBody(requireScheme(await calendarsRepository(db).findOptionalScheme(params.code), params.code)),
  );

  api.post(
    '/v1/holiday-schemes/:code/years/:year',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'announceHolidayYear',
        summary: 'Enter what was announced for a year; open cases compute their due instants anew',
        description: 'It takes the place of what was known of that year.',
        params: object({ code: Code, year: Type.String({ pattern: '^(19|20|21)\\d{2}$' }) }),
        body: NewHolidayYearBody,
        response: { 200: HolidayYearBody },
      },
    },
    async (request) => {
      const { params, body } = request;
      const year = Number(params.year);
      requireFaultless(checkHolidayYear(year, body));
      const entered = await audit.change(request, 'holidayYear', async (tx) => {
        const calendars = calendarsRepository(tx);
        const scheme = requireScheme(await calendars.findOptionalScheme(params.code), params.code);
        const after = { year, off: body.off.toSorted(), work: body.work.toSorted() };
        await calendars.saveSchemeYear(params.code, year, after);
        const known = scheme.years[params.year];
        return {
          before: known === undefined ? null : { year, ...known },
          after,
          subjectId: `${params.code}/${params.year}`,
        };
      });
      deps.courier.wake();
      return entered;
    },
  );
}

function requireScheme(scheme: HolidayScheme | undefined, code: string): HolidayScheme {
  if (scheme === undefined) throw new DomainError('NOT_FOUND', `There is no holiday scheme ${code}`);
  return scheme;
}

function toBody({ code, statutory, years }: HolidayScheme): Static<typeof HolidaySchemeBody> {
  return {
    code,
    statutory: [...statutory],
    years: Object.entries(years).map(([year, { off, work }]) => ({
      year: Number(year),
      off: [...off],
      work: [...work],
    })),
  };
}

import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Api } from '../dependencies.ts';
import { fromIsoDuration } from '../schemas/case-durations.ts';
import { ClockBody, ClockReading } from '../schemas/case.schema.ts';
import { idParams } from '../schemas/common.schema.ts';
import { fromIso, toIso } from '../schemas/instants.ts';
import { addressOf, assertOpen, type CaseApiDependencies, caseNow, findVisibleCase } from './case-access.ts';

const tags = ['clock'];
const params = idParams('caseId');

/** The clock of one case (design idea 8): it can be read anywhere, and moved where clocks are adjustable. */
export function registerClockRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db, gateway } = deps;

  api.get(
    '/v1/cases/:caseId/clock',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readClock',
        summary: 'The present instant on the clock of a case',
        params,
        response: { 200: ClockReading },
      },
    },
    async ({ principal, params: { caseId } }) => {
      const found = await findVisibleCase(db, principal, caseId);
      return { now: toIso(await caseNow(deps, found), principal.timeZone) };
    },
  );

  api.post(
    '/v1/cases/:caseId/clock',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'moveClock',
        summary: 'Let time pass for one case, everything due on the way happening at its instant',
        description:
          'Only with adjustable clocks, as in the embedded stack; 422 CLOCK_NOT_ADJUSTABLE elsewhere.',
        params,
        body: ClockBody,
        response: { 200: ClockReading },
      },
    },
    async ({ principal, params: { caseId }, body }) => {
      assertAdjustable(deps);
      const found = await findVisibleCase(db, principal, caseId);
      assertOpen(found);
      const byMs = hopOf(body, await caseNow(deps, found));
      const workflowTime = await gateway.fastForward(addressOf(found), byMs);
      return { now: toIso(workflowTime + found.clockOffsetMs, principal.timeZone) };
    },
  );
}

/** Refuses to move clocks in production. */
function assertAdjustable({ config }: Pick<CaseApiDependencies, 'config'>): void {
  if (config.adjustableClocks) return;
  throw new DomainError('CLOCK_NOT_ADJUSTABLE', 'Here every case runs on the present time');
}

function hopOf({ to, by }: { to?: string; by?: string }, now: Instant): number {
  if (to !== undefined && by !== undefined) {
    throw invalid('/by', 'must be left out beside "to"', 'Say either until when, or by how much');
  }
  const byMs = to === undefined ? fromIsoDuration(by ?? '') : fromIso(to) - now;
  if (byMs > 0) return byMs;
  throw invalid(
    to === undefined ? '/by' : '/to',
    `must lie after ${toIso(now)}`,
    `Time runs forwards; it is ${toIso(now)} for the case`,
  );
}

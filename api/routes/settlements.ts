import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import {
  closeSettlementMonth,
  type SettledCase,
  type SettlementMonth,
  settlementMonthsRepository,
} from '../../db/repositories/settlement-months.repository.ts';
import { unplacedPaymentsRepository } from '../../db/repositories/unplaced-payments.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import { openReceivableOf, standingOf } from '../../workflows/domain/money.ts';
import { monthIn } from '../../workflows/domain/working-time/zone.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { pageBody } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { actorIdOf, type Principal } from '../plugins/auth.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toIso } from '../schemas/instants.ts';
import {
  ClosedMonthBody,
  MonthlySettlementBody,
  MonthParams,
  SettlementsQuery,
} from '../schemas/settlements.schema.ts';
import { SETTLEMENT_ROLES } from './access.ts';
import { moneyEntryBody } from './money-entry.ts';

const tags = ['settlements'];

/** The monthly settlement of fees (F-03, repair process, 7): what was settled, and the closing of a month. */
export function registerSettlementRoutes(api: Api, deps: ApiDependencies): void {
  registerList(api, deps);
  registerClosing(api, deps);
}

function registerList(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);
  const months = settlementMonthsRepository(deps.db);
  api.get(
    '/v1/settlements',
    {
      config: { access: SETTLEMENT_ROLES },
      schema: {
        tags,
        operationId: 'listSettlements',
        summary: 'Cases settled in a month with their entries and accounts, and what the month comes to',
        querystring: SettlementsQuery,
        response: { 200: MonthlySettlementBody },
      },
    },
    async (request) => {
      const { month, limit = 50, cursor } = request.query;
      const { principal } = request;
      const [after] = cursor === undefined ? [null] : decodeCursor(cursor, ['number']);
      const [closed, totals, unplaced, settled] = await Promise.all([
        months.findOptionalByMonth(month),
        months.totalsOf(month),
        unplacedPaymentsRepository(deps.db).totalsOf(month),
        months.listCases(month, after, limit),
      ]);
      await audit.access(
        request,
        'case',
        settled.items.map(({ account }) => ({ id: account.caseId })),
      );
      return {
        month,
        closed: closed === undefined ? null : closedBody(closed, principal),
        unplaced: [...unplaced],
        totals: totals.map((total) => ({ ...total, costs: [...total.costs] })),
        ...pageBody(
          settled,
          (item) => settledBody(item, principal),
          (key) => [key],
        ),
      };
    },
  );
}

function registerClosing(api: Api, deps: ApiDependencies): void {
  const audit = createAuditTrail(deps);
  api.post(
    '/v1/settlements/:month/close',
    {
      config: { access: ['finance'] },
      schema: {
        tags,
        operationId: 'closeSettlementMonth',
        summary: 'Close a month: nothing in it is settled or countered any more',
        description: 'A month that is closed already stays as it was, and the first closing is answered.',
        params: MonthParams,
        response: { 200: ClosedMonthBody },
      },
    },
    async (request) => {
      const { month } = request.params;
      const now = deps.now();
      requireOver(deps, request, now);
      const closed = await audit.change(request, 'settlement', async (tx) => {
        const closing = await closeSettlementMonth(tx, { month, person: actorIdOf(request.principal) }, now);
        const before = closing.isFirst ? null : closing.closed;
        return { before, after: closing.closed, subjectId: month };
      });
      return { month, closed: closedBody(closed, request.principal) };
    },
  );
}

/** Cases are still settled in the running month. Where clocks are adjustable each case has a month of its own. */
function requireOver(
  { config }: ApiDependencies,
  { params, principal }: FastifyRequest<{ Params: Static<typeof MonthParams> }>,
  now: Instant,
): void {
  if (config.adjustableClocks || params.month < monthIn(principal.timeZone, now)) return;
  throw new DomainError('MONTH_RUNNING', `${params.month} is not over: a month is closed after its last day`);
}

function closedBody(
  { closedAt, closedBy }: SettlementMonth,
  { timeZone }: Principal,
): Static<typeof ClosedMonthBody>['closed'] {
  return { at: toIso(closedAt, timeZone), by: closedBy };
}

function settledBody(
  { number, company, outcome, account, entries }: SettledCase,
  principal: Principal,
): Static<typeof MonthlySettlementBody>['items'][number] {
  const { caseId, currency, dueMinor, paidMinor, refundedMinor, costMinor } = account;
  const receivableMinor = openReceivableOf(account);
  return {
    ...{ caseId, caseNumber: number, company, outcome, currency },
    ...{ dueMinor, paidMinor, refundedMinor, receivableMinor, costMinor },
    balanced: standingOf(account).balanced,
    entries: entries.map((entry) => moneyEntryBody(entry, principal)),
  };
}

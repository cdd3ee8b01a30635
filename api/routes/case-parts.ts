import type { Static } from 'typebox';
import {
  casePartsRepository,
  type IssuedPieces,
  type LineWithPart,
  type ReservedPieces,
} from '../../db/repositories/case-parts.repository.ts';
import {
  type Requisition,
  requisitionsRepository,
  type ShortLine,
} from '../../db/repositories/requisitions.repository.ts';
import { inHandOf } from '../../workflows/domain/parts.ts';
import type { Api } from '../dependencies.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import type { Principal } from '../plugins/auth.ts';
import { CasePartsBody } from '../schemas/case-parts.schema.ts';
import { idParams } from '../schemas/common.schema.ts';
import { toIso, toIsoOrNull } from '../schemas/instants.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';

type RequisitionBody = Static<typeof CasePartsBody>['requisitions'][number];
type LineBody = RequisitionBody['lines'][number];

/** What is known of the lines of a case beside the lines themselves. */
interface Whereabouts {
  readonly shortLines: readonly ShortLine[];
  readonly reserved: readonly ReservedPieces[];
  readonly issued: readonly IssuedPieces[];
}

/** The parts of a case: asked for, signed, reserved, short, issued, and what became of them (R-11, R-12, P-03). */
export function registerCasePartsRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const parts = casePartsRepository(db);
  const requisitions = requisitionsRepository(db);

  api.get(
    '/v1/cases/:caseId/parts',
    {
      config: { access: 'signedIn' },
      schema: {
        tags: ['cases'],
        operationId: 'readCaseParts',
        summary: 'Requisitions of the case with their lines; customers see what was signed for them',
        params: idParams('caseId'),
        response: { 200: CasePartsBody },
      },
    },
    async (request) => {
      const { principal } = request;
      const { id } = await findVisibleCase(db, principal, request.params.caseId);
      await audit.access(request, 'case', [{ id }]);
      const [asked, lines, linesInShort, reserved, issued] = await Promise.all([
        requisitions.listByCase(id),
        parts.listLinesOfCase(id),
        requisitions.listLinesByCase(id),
        parts.listReserved(id),
        parts.listIssued(id),
      ]);
      const shortLines = linesInShort.flatMap(({ short }) => short ?? []);
      const bodyOf = principal.actor.type === 'customer' ? toCustomersBody : toBody;
      return {
        requisitions: asked
          .filter(({ state }) => state === 'signed' || principal.actor.type !== 'customer')
          .map((requisition) => bodyOf(requisition, lines, { shortLines, reserved, issued }, principal)),
      };
    },
  );
}

function toBody(
  requisition: Requisition,
  lines: readonly LineWithPart[],
  whereabouts: Whereabouts,
  { timeZone }: Principal,
): RequisitionBody {
  const { id, number, state, urgent, locationCode, askedBy, askedAt, decidedBy, decidedAt, reason } =
    requisition;
  return {
    ...{ id, number, state, urgent, locationCode, askedBy, decidedBy, reason },
    askedAt: toIso(askedAt, timeZone),
    decidedAt: toIsoOrNull(decidedAt, timeZone),
    lines: lines
      .filter(({ line }) => line.requisitionId === id)
      .map((line) => toLineBody(line, whereabouts, timeZone)),
  };
}

/** The requisition itself is the company's paper (repair process, section 8): names, orders and lots stay inside. */
function toCustomersBody(...of: Parameters<typeof toBody>): RequisitionBody {
  const requisition = toBody(...of);
  return {
    ...requisition,
    ...{ askedBy: null, decidedBy: null, reason: null },
    lines: requisition.lines.map((line) => ({
      ...line,
      shortage: line.shortage && { ...line.shortage, reference: null },
      reservations: [],
      issued: [],
    })),
  };
}

function toLineBody({ line, part }: LineWithPart, whereabouts: Whereabouts, timeZone: string): LineBody {
  const { id, position, substitutesLineId } = line;
  const { asked, signed, reserved, short, issued, consumed, returned, damaged, lost, givenUp } = line;
  const shortage = whereabouts.shortLines.find(({ lineId }) => lineId === id);
  return {
    ...{ id, position, substitutesLineId },
    part: { id: part.id, number: part.number, nameZh: part.nameZh, nameEn: part.nameEn },
    quantities: {
      ...{ asked, signed, reserved, short, issued, consumed, returned, damaged, lost, givenUp },
      inHand: inHandOf(line),
    },
    shortage: shortage === undefined ? null : toShortage(shortage, timeZone),
    reservations: whereabouts.reserved
      .filter(({ lineId }) => lineId === id)
      .map(({ locationCode, lot, quantity }) => ({ locationCode, lot, quantity })),
    issued: whereabouts.issued.filter(({ lineId }) => lineId === id).map(toIssued),
  };
}

function toIssued(pieces: IssuedPieces): LineBody['issued'][number] {
  const { lot, serial, issued, consumed, returned, damaged, lost } = pieces;
  return { lot, serial, issued, consumed, returned, damaged, lost };
}

function toShortage(short: ShortLine, timeZone: string): NonNullable<LineBody['shortage']> {
  const { state, way, reference, substitutePartId, expectedAt, shortSinceAt, endedAt } = short;
  return {
    ...{ state, way, reference, substitutePartId },
    expectedAt: toIsoOrNull(expectedAt, timeZone),
    shortSinceAt: toIso(shortSinceAt, timeZone),
    endedAt: toIsoOrNull(endedAt, timeZone),
  };
}

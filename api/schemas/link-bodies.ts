import type { Static } from 'typebox';
import type { CaseLink } from '../../db/repositories/case-links.repository.ts';
import type { LinkedCaseRequest } from '../../db/repositories/linked-case-requests.repository.ts';
import { type Reader, toActorBody } from './case-bodies.ts';
import { factsToApi } from './form-values.ts';
import { toIso, toIsoOrNull } from './instants.ts';
import type { CaseLinkBody, LinkedCaseRequestBody } from './links.schema.ts';

/** Why staff linked a case is not for the customer to read. */
export function toCaseLinkBody(
  { direction, relation, waits, text, linkedAt, linkedBy, other }: CaseLink,
  reader: Reader,
): Static<typeof CaseLinkBody> {
  const { actor, timeZone } = reader.principal;
  const { caseId: id, kind, number, phase, outcome } = other;
  return {
    ...{ direction, relation, waits },
    text: actor.type === 'customer' ? null : text,
    linkedAt: toIso(linkedAt, timeZone),
    linkedBy: toActorBody(linkedBy, reader),
    case: { id, kind, number, phase, outcome },
  };
}

export function toLinkedCaseRequestBody(
  request: LinkedCaseRequest,
  reader: Reader,
): Static<typeof LinkedCaseRequestBody> {
  const { timeZone } = reader.principal;
  const { id, kind, cause, text, waits, state, reference, outcome, fromCaseId, fromNumber, customerId } =
    request;
  return {
    ...{ id, kind, cause, text, waits, state, reference, outcome },
    facts: factsToApi(request.facts, timeZone),
    from: { caseId: fromCaseId, number: fromNumber, customerId },
    requestedAt: toIso(request.requestedAt, timeZone),
    requestedBy: toActorBody(request.requestedBy, reader),
    takenUpAt: toIsoOrNull(request.takenUpAt, timeZone),
    takenUpBy: request.takenUpBy && toActorBody(request.takenUpBy, reader),
    closedAt: toIsoOrNull(request.closedAt, timeZone),
    closedBy: request.closedBy && toActorBody(request.closedBy, reader),
  };
}

import { Type } from 'typebox';
import { REQUISITION_STATES, SHORT_LINE_STATES, SOURCING_WAYS } from '../../workflows/domain/parts.ts';
import { Id, Instant, nullable, object, oneOf } from './common.schema.ts';

const Pieces = Type.Integer({ minimum: 0 });

/** What a signed line lacked in stock, and how it is filled. */
const Shortage = object({
  state: oneOf(SHORT_LINE_STATES),
  way: nullable(oneOf(SOURCING_WAYS)),
  expectedAt: nullable(Instant),
  reference: nullable(Type.String({ description: 'Purchase, production or transfer order; staff see it' })),
  substitutePartId: nullable(Id),
  shortSinceAt: Instant,
  endedAt: nullable(Instant),
});

const LineOfCase = object({
  id: Id,
  position: Type.Integer(),
  part: object({ id: Id, number: Type.String(), nameZh: Type.String(), nameEn: Type.String() }),
  substitutesLineId: nullable(Id),
  quantities: object({
    asked: Pieces,
    signed: Pieces,
    reserved: Pieces,
    short: Pieces,
    issued: Pieces,
    consumed: Pieces,
    returned: Pieces,
    damaged: Pieces,
    lost: Pieces,
    givenUp: Pieces,
    inHand: Type.Integer({ description: 'Issued and not accounted for' }),
  }),
  shortage: nullable(Shortage),
  reservations: Type.Array(object({ locationCode: Type.String(), lot: Type.String(), quantity: Pieces }), {
    description: 'Where the reserved pieces lie; staff see it',
  }),
  issued: Type.Array(
    object({
      lot: Type.String(),
      serial: Type.String(),
      issued: Pieces,
      consumed: Pieces,
      returned: Pieces,
      damaged: Pieces,
      lost: Pieces,
    }),
    { description: 'Issued pieces by lot and serial number; staff see them' },
  ),
});

const RequisitionOfCase = object({
  id: Id,
  number: Type.String(),
  state: oneOf(REQUISITION_STATES),
  urgent: Type.Boolean(),
  locationCode: Type.String(),
  askedBy: nullable(Type.String()),
  askedAt: Instant,
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(Instant),
  reason: nullable(Type.String()),
  lines: Type.Array(LineOfCase),
});

export const CasePartsBody = object({ requisitions: Type.Array(RequisitionOfCase) });

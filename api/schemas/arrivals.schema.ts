import { Type } from 'typebox';
import { Code, Id, Instant, Line, nullable, object, pageQuery, Reference } from './common.schema.ts';

const pieces = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000_000, description });

/** What is printed on a delivery note, a lot or a piece: visible ASCII. */
const Printed = Type.String({ minLength: 1, maxLength: 80, pattern: '^[\\x21-\\x7e]+$' });

export const ReceiptNumber = Printed;

const NewArrivalLine = object({
  partId: Type.Optional(Id),
  partNumber: Type.Optional(Code),
  lot: Type.Optional(Printed),
  serials: Type.Optional(
    Type.Array(Printed, {
      maxItems: 10_000,
      description: 'One for each accepted piece of a part tracked by serial number',
    }),
  ),
  accepted: pieces('That passed the inspection'),
  rejected: Type.Optional(pieces('That go back to the supplier')),
  rejectionReason: Type.Optional(Line),
});

export const NewArrivalBody = object(
  {
    receiptNumber: ReceiptNumber,
    locationCode: Code,
    reference: Type.Optional(Line),
    inspectedBy: Type.Optional(Reference),
    at: Type.Optional(Instant),
    lines: Type.Array(NewArrivalLine, { minItems: 1, maxItems: 500 }),
  },
  {
    description:
      '`reference` is the order that it answers, as given to `sourceLine`. `inspectedBy` is an inspector; left out by the inspector who enters it. `at` is when it arrived: now, except where clocks are adjustable.',
    examples: [
      {
        receiptNumber: 'GR-20261124-01',
        locationCode: 'main',
        reference: 'PO-2026-0815',
        inspectedBy: 'gao.feng',
        lines: [
          { partNumber: 'HG-110', accepted: 18, rejected: 2, rejectionReason: 'Plating scratched' },
          { partNumber: 'SW-01', lot: 'SW01-2611', accepted: 10 },
        ],
      },
    ],
  },
);

export const ArrivalBody = object({
  receiptNumber: Type.String(),
  locationCode: Type.String(),
  reference: nullable(Type.String()),
  inspectedBy: nullable(Type.String()),
  arrivedAt: Instant,
  lines: Type.Array(
    object({
      partId: Id,
      partNumber: Type.String(),
      lot: Type.String({ description: 'Empty for a part that is not tracked by lot' }),
      accepted: Type.Integer(),
      rejected: Type.Integer(),
      rejectionReason: nullable(Type.String()),
    }),
  ),
});

const waitingLine = {
  caseId: Id,
  requisitionId: Id,
  lineId: Id,
  partId: Id,
  short: Type.Integer({ description: 'Still missing after this' }),
};

export const ReceivedArrivalBody = object({
  arrival: ArrivalBody,
  allocations: Type.Array(object({ ...waitingLine, quantity: Type.Integer() }), {
    description: 'Pieces now reserved for lines that waited; their cases are told',
  }),
  free: Type.Array(object({ partId: Id, lot: Type.String(), quantity: Type.Integer() })),
  rejectedFor: Type.Array(object(waitingLine), {
    description: 'Lines that waited for rejected pieces of this order and are sourced again',
  }),
});

export const ArrivalsQuery = object({
  ...pageQuery,
  partId: Type.Optional(Id),
  reference: Type.Optional(Line),
});

import { Type } from 'typebox';
import { LOCATION_KINDS, MOVEMENT_KINDS, SERIAL_STATES, TRACKINGS } from '../../workflows/domain/parts.ts';
import {
  Code,
  Currency,
  Id,
  Instant,
  Line,
  Minor,
  nullable,
  object,
  oneOf,
  pageQuery,
  Text,
} from './common.schema.ts';

const Quantity = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const OptionalText = Type.String({ maxLength: 2_000, pattern: '^[^\\u0000]*$' });

const changeable = {
  nameZh: Line,
  nameEn: Line,
  specification: OptionalText,
  supplier: OptionalText,
  priceMinor: Minor,
  costMinor: Minor,
  reorderPoint: Quantity,
};

const PartFields = {
  id: Id,
  number: Type.String(),
  ...changeable,
  tracking: oneOf(TRACKINGS, { description: 'How single pieces are told apart' }),
  currency: Currency,
  active: Type.Boolean(),
  version: Type.Integer(),
};

export const PartBody = object(PartFields);

export const PartStockBody = object({
  part: PartBody,
  onHand: Type.Integer(),
  reserved: Type.Integer(),
  free: Type.Integer({ description: 'On hand and not reserved for a case' }),
});

export const NewPartBody = object(
  {
    number: Code,
    ...changeable,
    specification: Type.Optional(changeable.specification),
    supplier: Type.Optional(changeable.supplier),
    reorderPoint: Type.Optional(changeable.reorderPoint),
    tracking: PartFields.tracking,
    currency: Currency,
  },
  {
    examples: [
      {
        number: 'GASKET-300',
        nameZh: '门封条 300',
        nameEn: 'Door gasket 300',
        tracking: 'none',
        priceMinor: 4_500,
        costMinor: 2_100,
        currency: 'CNY',
        reorderPoint: 5,
      },
    ],
  },
);

export const PartChangesBody = object(
  { ...Type.Partial(Type.Object(changeable)).properties, active: Type.Optional(Type.Boolean()) },
  { minProperties: 1 },
);

export const PartsQuery = object({
  ...pageQuery,
  text: Type.Optional(Line),
  belowReorderPoint: Type.Optional(Type.Boolean({ description: 'Only parts to be bought anew' })),
});

export const StockBalanceBody = object({
  locationCode: Type.String(),
  lot: Type.String({ description: 'Empty for a part that is not tracked by lot' }),
  onHand: Type.Integer(),
  reserved: Type.Integer(),
  firstReceivedAt: Instant,
});

export const SerialBody = object({
  serial: Type.String(),
  lot: Type.String(),
  state: oneOf(SERIAL_STATES),
  locationCode: nullable(Type.String()),
});

export const StockMovementBody = object({
  id: Type.Integer(),
  at: Instant,
  kind: oneOf(MOVEMENT_KINDS),
  locationCode: nullable(Type.String()),
  lot: Type.String(),
  serial: Type.String(),
  quantity: Type.Integer(),
  caseId: nullable(Id),
  lineId: nullable(Id),
  person: nullable(Type.String()),
  reason: nullable(Type.String()),
});

const correction = {
  partNumber: Code,
  locationCode: Code,
  lot: Type.Optional(Code),
  serial: Type.Optional(Code),
  difference: Type.Integer({
    minimum: -1_000_000,
    maximum: 1_000_000,
    not: { const: 0 },
    description: 'Pieces found (above zero) or missing (below zero)',
  }),
  reason: Text,
};

export const NewStockCorrectionBody = object(correction, {
  examples: [
    {
      partNumber: 'HG-105',
      locationCode: 'main',
      difference: -2,
      reason: '年终盘点：货架短少两件，已复点',
    },
  ],
});

export const StockCorrectionBody = object({
  ...correction,
  onHand: Type.Integer({ description: 'Pieces of that lot there are now, in that place' }),
  reserved: Type.Integer(),
});

export const SubstituteBody = object(
  { substituteNumber: Code },
  { examples: [{ substituteNumber: 'GASKET-300' }] },
);

export const StockLocationBody = object({
  code: Code,
  kind: oneOf(LOCATION_KINDS),
  nameZh: Line,
  nameEn: Line,
});

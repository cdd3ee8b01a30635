import { Type } from 'typebox';
import { UNIT_OWNERSHIPS } from '../../workflows/domain/policy/choices.ts';
import { Day, facts, Id, Instant, Line, nullable, object, oneOf, Reference } from './common.schema.ts';
import { ProductBody } from './products.schema.ts';

const fields = {
  serialNumber: nullable(Line),
  lot: nullable(Line),
  customerId: Id,
  ownership: oneOf(UNIT_OWNERSHIPS, { description: 'lent: the customer has it on loan from the company' }),
  orderNumber: nullable(Line),
  purchasedOn: nullable(Day),
  warrantyUntil: nullable(Instant),
};

export const UnitBody = object({
  id: Id,
  productId: Id,
  ...fields,
  active: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const UnitWithProductBody = object({ unit: UnitBody, product: ProductBody });

export const NewUnitBody = object(
  {
    productModel: Line,
    customer: Reference,
    ownership: Type.Optional(fields.ownership),
    serialNumber: Type.Optional(fields.serialNumber),
    lot: Type.Optional(fields.lot),
    orderNumber: Type.Optional(fields.orderNumber),
    purchasedOn: Type.Optional(fields.purchasedOn),
    warrantyUntil: Type.Optional(
      Type.Union([Instant, Type.Null()], {
        description: "Reckoned from the day of purchase and the product's warranty months when left out",
      }),
    ),
  },
  {
    examples: [
      {
        productModel: 'CL-650',
        customer: 'sunshine.school',
        serialNumber: 'CL650-2026-000123',
        orderNumber: 'SO-20260310-17',
        purchasedOn: '2026-03-10',
      },
    ],
  },
);

export const UnitChangesBody = object(
  { ...Type.Partial(Type.Object(fields)).properties, active: Type.Optional(Type.Boolean()) },
  { minProperties: 1 },
);

export const UnitsQuery = object(
  { customerId: Type.Optional(Id), serialNumber: Type.Optional(Line) },
  { minProperties: 1 },
);

export const UnitEventBody = object({
  id: Id,
  kind: Type.String(),
  at: Instant,
  caseId: nullable(Id),
  data: facts(),
});

export const WarrantyQuery = object({
  productModel: Line,
  serialNumber: Line,
  at: Type.Optional(Instant),
});

export const WarrantyBody = object({
  state: oneOf(['inside', 'outside', 'workmanship', 'unknown']),
  unitId: nullable(Id),
  until: nullable(Instant),
  workmanship: Type.Array(object({ caseId: Id, faultCode: Type.String(), until: Instant })),
});

import { Type } from 'typebox';
import { PRODUCT_CATEGORIES } from '../../workflows/domain/policy/choices.ts';
import { Code, Currency, Id, Instant, Line, Minor, object, oneOf, pageQuery } from './common.schema.ts';

const Category = oneOf(PRODUCT_CATEGORIES, { description: 'Food is never repaired: a return is offered' });

const fields = {
  name: Line,
  category: Category,
  warrantyMonths: Type.Integer({
    minimum: 0,
    maximum: 1_200,
    description: 'From the day of purchase; 0: none',
  }),
  priceMinor: Minor,
  currency: Currency,
  usefulLifeMonths: Type.Integer({ minimum: 1, maximum: 1_200, description: 'Straight-line depreciation' }),
  residualPercent: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'What is left of the price at its end',
  }),
};

export const ProductBody = object({
  id: Id,
  model: Type.String(),
  ...fields,
  active: Type.Boolean(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
});

export const NewProductBody = object(
  { model: Code, ...fields },
  {
    examples: [
      {
        model: 'COOLER-300',
        name: '300 升冷藏展示柜',
        category: 'cooler',
        warrantyMonths: 36,
        priceMinor: 680_000,
        currency: 'CNY',
        usefulLifeMonths: 120,
        residualPercent: 5,
      },
    ],
  },
);

export const ProductChangesBody = object(
  { ...Type.Partial(Type.Object(fields)).properties, active: Type.Optional(Type.Boolean()) },
  { minProperties: 1 },
);

export const ProductsQuery = object({
  ...pageQuery,
  category: Type.Optional(Category),
  text: Type.Optional(Line),
});

import { Type } from 'typebox';
import { PRICE_LISTS } from '../../db/presets/price-lists.ts';
import { Code, Currency, Id, Instant, Line, Minor, nullable, object } from './common.schema.ts';

const Names = object({ 'zh-CN': Line, en: Line });

/** The form of a price list (A3.2); what its entries must be to each other, `checkPriceList` says. */
export const PriceListBody = object(
  {
    code: Code,
    version: Type.Integer({ minimum: 1, description: 'The latest version plus one; 1 for a new list' }),
    currency: Currency,
    labour: object({
      hourMinor: Minor,
      unitMinutes: Type.Integer({ minimum: 1, maximum: 480, description: 'Begun units are charged in full' }),
      workItems: Type.Array(object({ code: Code, name: Names, priceMinor: Minor }), { maxItems: 2000 }),
    }),
    travel: Type.Array(object({ code: Code, name: Names, visitMinor: Minor }), {
      minItems: 1,
      maxItems: 200,
      description: 'Zones, the nearest first: a region that names none is charged as the first',
    }),
  },
  { description: 'Published prices of labour and travel; prices of parts stand in the catalogue' },
);

const versionFields = {
  id: Id,
  code: Type.String(),
  version: Type.Integer(),
  validFrom: Instant,
  createdAt: Instant,
  createdBy: nullable(Id),
};

export const PriceListSummary = object(versionFields);
export const PriceListVersionBody = object({ ...versionFields, document: PriceListBody });

const example = { ...PRICE_LISTS[0], version: 2 };

export const NewPriceListVersionBody = object(
  {
    document: PriceListBody,
    validFrom: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Cases opened from then on are priced by it; at once when left out',
      }),
    ),
  },
  { examples: [{ document: example, validFrom: '2027-01-01T00:00:00+08:00' }] },
);

export const PriceListToValidate = Type.Object(PriceListBody.properties, {
  additionalProperties: false,
  examples: [example],
});

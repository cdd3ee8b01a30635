import type { Static } from 'typebox';
import { unitsRepository } from '../../db/repositories/units.repository.ts';
import { warrantiesRepository, type WarrantyLookUp } from '../../db/repositories/warranties.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { fromIso, toIso, toIsoOrNull } from '../schemas/instants.ts';
import { WarrantyBody, WarrantyQuery } from '../schemas/units.schema.ts';

/** What the records say about a unit's warranty. */
export function registerWarrantyRoute(api: Api, { db, now }: ApiDependencies): void {
  api.get(
    '/v1/warranty',
    {
      config: { access: 'signedIn' },
      schema: {
        tags: ['units'],
        operationId: 'lookUpWarranty',
        summary: 'Warranty of a unit at an instant, by model and serial number',
        description: 'To a customer, the unit of somebody else is as unknown as one that does not exist.',
        querystring: WarrantyQuery,
        response: { 200: WarrantyBody },
      },
    },
    async ({ query: { productModel, serialNumber, at }, principal: { actor, timeZone } }) => {
      const found = await unitsRepository(db).findOptionalBySerial(productModel, serialNumber);
      const isVisible = actor.type !== 'customer' || found?.unit.customerId === actor.customerId;
      const reference = { productModel, serialNumber: isVisible ? serialNumber : null };
      const instant = at === undefined ? now() : fromIso(at);
      return toBody(await warrantiesRepository(db).lookUpWarranty(reference, instant), timeZone);
    },
  );
}

function toBody(lookUp: WarrantyLookUp, timeZone: string): Static<typeof WarrantyBody> {
  return {
    ...lookUp,
    until: toIsoOrNull(lookUp.until, timeZone),
    workmanship: lookUp.workmanship.map((warranty) => ({
      ...warranty,
      until: toIso(warranty.until, timeZone),
    })),
  };
}

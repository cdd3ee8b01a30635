import type { Static } from 'typebox';
import { catalogueRepository, type Product } from '../../db/repositories/catalogue.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, pageBody, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { idParams, page } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import { toIso } from '../schemas/instants.ts';
import {
  NewProductBody,
  ProductBody,
  ProductChangesBody,
  ProductsQuery,
} from '../schemas/products.schema.ts';
import { MASTER_DATA_ROLES } from './access.ts';

const tags = ['products'];
const params = idParams('productId');

/** Products sold or lent; everybody may see what there is. */
export function registerProductRoutes(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/products',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listProducts',
        summary: 'Products, by model',
        querystring: ProductsQuery,
        response: { 200: page(ProductBody) },
      },
    },
    async ({ query: { limit = 50, cursor, ...filter }, principal }) => {
      const [afterModel] = cursor === undefined ? [null] : decodeCursor(cursor, ['string']);
      const found = await catalogueRepository(db).list({ ...filter, afterModel, limit });
      return pageBody(
        found,
        (product) => toProductBody(product, principal.timeZone),
        (model) => [model],
      );
    },
  );

  api.get(
    '/v1/products/:productId',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readProduct',
        summary: 'One product',
        params,
        response: { 200: ProductBody },
      },
    },
    async (request, reply) => {
      const product = await catalogueRepository(db).findById(request.params.productId);
      return withETag(reply, toProductBody(product, request.principal.timeZone));
    },
  );

  api.post(
    '/v1/products',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'createProduct',
        summary: 'Enter a product',
        body: NewProductBody,
        response: { 201: ProductBody },
      },
    },
    async (request, reply) => {
      const product = await audit.change(request, 'product', async (tx) => ({
        before: null,
        after: await catalogueRepository(tx).create(request.body, now()),
      }));
      return created(reply, `/v1/products/${product.id}`, toProductBody(product, request.principal.timeZone));
    },
  );

  api.patch(
    '/v1/products/:productId',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changeProduct',
        summary: 'Change a product',
        params,
        body: ProductChangesBody,
        response: { 200: ProductBody },
      },
    },
    async (request, reply) => {
      const { productId } = request.params;
      const version = expectedVersion(request);
      const product = await audit.change(request, 'product', async (tx) => {
        const catalogue = catalogueRepository(tx);
        const before = await catalogue.findById(productId);
        return { before, after: await catalogue.update(productId, version, request.body, now()) };
      });
      return withETag(reply, toProductBody(product, request.principal.timeZone));
    },
  );
}

/** A product as the API answers it, instants in `timeZone`. */
export function toProductBody(product: Product, timeZone: string): Static<typeof ProductBody> {
  return {
    ...product,
    createdAt: toIso(product.createdAt, timeZone),
    updatedAt: toIso(product.updatedAt, timeZone),
  };
}

import type { Static } from 'typebox';
import { customersRepository, type Customer } from '../../db/repositories/customers.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, pageBody, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { assertOwn } from '../plugins/auth.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { page, referenceParams, type Language } from '../schemas/common.schema.ts';
import { decodeCursor } from '../schemas/cursor.ts';
import {
  CustomerBody,
  CustomerChangesBody,
  CustomersQuery,
  NewCustomerBody,
} from '../schemas/customers.schema.ts';
import { toIso, toIsoOrNull } from '../schemas/instants.ts';
import { CUSTOMER_DATA_ROLES } from './access.ts';
import { findCustomer } from './references.ts';

const tags = ['customers'];
const params = referenceParams('customerId');

/** The customer's file (D-01): staff see every one, customers their own. Every reading is audited (S-01). */
export function registerCustomerRoutes(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/customers',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listCustomers',
        summary: 'Customers, by name',
        querystring: CustomersQuery,
        response: { 200: page(CustomerBody) },
      },
    },
    async (request) => {
      const { limit = 50, cursor, ...filter } = request.query;
      const after = cursor === undefined ? null : positionOf(cursor);
      const found = await customersRepository(db).list({ ...filter, after, limit });
      await audit.access(request, 'customer', found.items);
      return pageBody(
        found,
        (customer) => toCustomerBody(customer, request.principal.timeZone),
        ({ name, id }) => [name, id],
      );
    },
  );

  api.get(
    '/v1/customers/:customerId',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readCustomer',
        summary: 'One customer',
        params,
        response: { 200: CustomerBody },
      },
    },
    async (request, reply) => {
      const customer = await findCustomer(customersRepository(db), request.params.customerId);
      assertOwn(request.principal, customer.id, 'customer', request.params.customerId);
      await audit.access(request, 'customer', [customer]);
      return withETag(reply, toCustomerBody(customer, request.principal.timeZone));
    },
  );

  api.post(
    '/v1/customers',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'createCustomer',
        summary: 'Take up a customer',
        body: NewCustomerBody,
        response: { 201: CustomerBody },
      },
    },
    async (request, reply) => {
      const customer = await audit.change(request, 'customer', async (tx) => ({
        before: null,
        after: await customersRepository(tx).create({ ...NOTHING_ELSE, ...request.body }, now()),
      }));
      return created(
        reply,
        `/v1/customers/${customer.id}`,
        toCustomerBody(customer, request.principal.timeZone),
      );
    },
  );

  api.patch(
    '/v1/customers/:customerId',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changeCustomer',
        summary: 'Change a customer',
        params,
        body: CustomerChangesBody,
        response: { 200: CustomerBody },
      },
    },
    async (request, reply) => {
      const { customerId } = request.params;
      const version = expectedVersion(request);
      const customer = await audit.change(request, 'customer', async (tx) => {
        const customers = customersRepository(tx);
        const before = await findCustomer(customers, customerId);
        return { before, after: await customers.update(before.id, version, request.body, now()) };
      });
      return withETag(reply, toCustomerBody(customer, request.principal.timeZone));
    },
  );
}

const NOTHING_ELSE = { handle: null, address: null, region: null, keyAccount: false };

function positionOf(cursor: string): { name: string; id: string } {
  const [name, id] = decodeCursor(cursor, ['string', 'uuid']);
  return { name, id };
}

/** A customer as the API tells of them. */
export function toCustomerBody(customer: Customer, timeZone: string): Static<typeof CustomerBody> {
  return {
    ...customer,
    language: customer.language as Static<typeof Language>,
    surveysDeclinedAt: toIsoOrNull(customer.surveysDeclinedAt, timeZone),
    createdAt: toIso(customer.createdAt, timeZone),
    updatedAt: toIso(customer.updatedAt, timeZone),
  };
}

import { Type, type Static } from 'typebox';
import { customersRepository, type Contact } from '../../db/repositories/customers.repository.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created, withETag } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { assertOwn } from '../plugins/auth.ts';
import { expectedVersion } from '../plugins/etag.ts';
import { idParams, object, referenceParams, type Language } from '../schemas/common.schema.ts';
import { ContactBody, ContactChangesBody, NewContactBody } from '../schemas/customers.schema.ts';
import { toIso } from '../schemas/instants.ts';
import { CUSTOMER_DATA_ROLES } from './access.ts';
import { findCustomer } from './references.ts';

const tags = ['customers'];

/** The people who speak for a customer, and how they are reached. Every reading is audited (S-01). */
export function registerContactRoutes(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/customers/:customerId/contacts',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'listContacts',
        summary: 'The contacts of a customer',
        params: referenceParams('customerId'),
        response: { 200: object({ items: Type.Array(ContactBody) }) },
      },
    },
    async (request) => {
      const customers = customersRepository(db);
      const customer = await findCustomer(customers, request.params.customerId);
      assertOwn(request.principal, customer.id, 'customer', request.params.customerId);
      const contacts = await customers.listContacts(customer.id);
      await audit.access(request, 'contact', contacts);
      return { items: contacts.map((contact) => toBody(contact, request.principal.timeZone)) };
    },
  );

  api.get(
    '/v1/contacts/:contactId',
    {
      config: { access: 'signedIn' },
      schema: {
        tags,
        operationId: 'readContact',
        summary: 'One contact',
        params: idParams('contactId'),
        response: { 200: ContactBody },
      },
    },
    async (request, reply) => {
      const contact = await customersRepository(db).findContactById(request.params.contactId);
      assertOwn(request.principal, contact.customerId, 'contact', contact.id);
      await audit.access(request, 'contact', [contact]);
      return withETag(reply, toBody(contact, request.principal.timeZone));
    },
  );

  api.post(
    '/v1/customers/:customerId/contacts',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'addContact',
        summary: 'Add a contact to a customer',
        params: referenceParams('customerId'),
        body: NewContactBody,
        response: { 201: ContactBody },
      },
    },
    async (request, reply) => {
      const { subject, ...fields } = request.body;
      const contact = await audit.change(request, 'contact', async (tx) => {
        const customers = customersRepository(tx);
        const { id: customerId } = await findCustomer(customers, request.params.customerId);
        const after = await customers.addContact({ ...NOTHING_ELSE, ...fields, customerId }, now(), subject);
        return { before: null, after };
      });
      return created(reply, `/v1/contacts/${contact.id}`, toBody(contact, request.principal.timeZone));
    },
  );

  api.patch(
    '/v1/contacts/:contactId',
    {
      config: { access: CUSTOMER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'changeContact',
        summary: 'Change a contact',
        params: idParams('contactId'),
        body: ContactChangesBody,
        response: { 200: ContactBody },
      },
    },
    async (request, reply) => {
      const { contactId } = request.params;
      const version = expectedVersion(request);
      const contact = await audit.change(request, 'contact', async (tx) => {
        const customers = customersRepository(tx);
        const before = await customers.findContactById(contactId);
        return { before, after: await customers.updateContact(contactId, version, request.body, now()) };
      });
      return withETag(reply, toBody(contact, request.principal.timeZone));
    },
  );
}

const NOTHING_ELSE = { handle: null, position: null, email: null, phone: null, wechatId: null };

function toBody(contact: Contact, timeZone: string): Static<typeof ContactBody> {
  return {
    ...contact,
    language: contact.language as Static<typeof Language>,
    createdAt: toIso(contact.createdAt, timeZone),
    updatedAt: toIso(contact.updatedAt, timeZone),
  };
}

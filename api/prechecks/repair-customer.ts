import type { Static } from 'typebox';
import type { Database } from '../../db/client.ts';
import {
  type Contact,
  type Customer,
  customersRepository,
} from '../../db/repositories/customers.repository.ts';
import type {
  ReportFacts,
  ReportingContact,
  ReportingCustomer,
} from '../../db/repositories/reports.repository.ts';
import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Principal } from '../plugins/auth.ts';
import type { NewRepairBody } from '../schemas/repair.schema.ts';

type Body = Static<typeof NewRepairBody>;

/** For whom a case is opened: a customer on file with one who speaks for them, or one to be taken up first. */
export type Reporter =
  | {
      readonly isNew: false;
      readonly customer: ReportingCustomer;
      readonly contact: ReportingContact | null;
    }
  | { readonly isNew: true; readonly newCustomer: NonNullable<Body['newCustomer']> };

/** Whom the report is about; null when they are not on file. */
export function customerIdIn({ actor }: Principal, { customerId }: Body): string | null {
  return actor.type === 'customer' ? actor.customerId : (customerId ?? null);
}

/** A customer reports for themself; staff name a customer on file or a new one. */
export function findReporter(onRecord: ReportFacts['customer'], { actor }: Principal, body: Body): Reporter {
  const { customerId, newCustomer } = body;
  if (actor.type === 'customer') {
    if (newCustomer !== undefined) throw invalid('/newCustomer', 'is for members of staff to fill in');
    if (customerId !== undefined && customerId !== actor.customerId) {
      throw new DomainError('NOT_FOUND', 'There is no such customer');
    }
    return onFile(onRecord, body.contactId ?? actor.contactId);
  }
  if ((customerId === undefined) === (newCustomer === undefined)) {
    throw invalid('/customerId', 'or newCustomer: give one of both');
  }
  return customerId !== undefined ? onFile(onRecord, body.contactId) : toBeTakenUp(body);
}

function onFile(customer: ReportFacts['customer'], contactId: string | undefined): Reporter {
  if (customer === null) throw invalid('/customerId', 'names no customer');
  if (!customer.active) throw invalid('/customerId', 'names a customer who is not active any more');
  const { contacts } = customer;
  if (contactId === undefined) return { isNew: false, customer, contact: contacts[0] ?? null };
  const contact = contacts.find(({ id }) => id === contactId);
  if (contact === undefined) throw invalid('/contactId', 'names no contact of the customer');
  return { isNew: false, customer, contact };
}

function toBeTakenUp({ newCustomer, contactId }: Body): Reporter {
  if (contactId !== undefined) throw invalid('/contactId', 'must be left out with a new customer');
  const { email, phone, wechatId, ...rest } = newCustomer ?? { name: '' };
  if (email === undefined && phone === undefined && wechatId === undefined) {
    throw invalid('/newCustomer', 'needs an e-mail address, a phone number or a WeChat id');
  }
  return {
    isNew: true,
    newCustomer: {
      ...rest,
      ...(email !== undefined && { email }),
      ...(phone !== undefined && { phone }),
      ...(wechatId !== undefined && { wechatId }),
    },
  };
}

/** What else is known of a customer who is taken up with a report. */
export interface TakeUp {
  /** Derived from the caller's intention: taken up once, however often the report is tried. */
  readonly customerId: string;
  readonly site: Body['site'];
  readonly language: 'zh-CN' | 'en';
  readonly timeZone: string;
  readonly at: Instant;
}

/** Enters the customer and the contact who reported, unless an earlier try has done so. */
export async function takeUp(
  db: Database,
  newCustomer: NonNullable<Body['newCustomer']>,
  facts: TakeUp,
): Promise<{ readonly customer: Customer; readonly contact: Contact; readonly isFirst: boolean }> {
  const customers = customersRepository(db);
  const { customerId, site, language, timeZone, at } = facts;
  if (await customers.existsById(customerId)) {
    const [contact] = await customers.listContacts(customerId);
    if (contact === undefined) throw new Error(`The customer ${customerId} was taken up without a contact`);
    return { customer: await customers.findById(customerId), contact, isFirst: false };
  }
  const { name, email = null, phone = null, wechatId = null } = newCustomer;
  const withId = {
    ...{ id: customerId, handle: null, kind: 'person' as const, name, language, timeZone, keyAccount: false },
    address: site?.address ?? null,
    region: site?.region ?? null,
  };
  const customer = await customers.create(withId, at);
  const preferredChannel = email !== null ? 'email' : phone !== null ? 'sms' : 'wechat';
  const reach = { email, phone, wechatId, preferredChannel } as const;
  const contact = await customers.addContact(
    { ...reach, customerId: customer.id, handle: null, name, position: null, language },
    at,
  );
  return { customer, contact, isFirst: true };
}

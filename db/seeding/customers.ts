import { inArray } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Transaction } from '../client.ts';
import { PRODUCTS, UNITS } from '../presets/catalogue.ts';
import { CONTACTS, CUSTOMERS } from '../presets/customers.ts';
import { customersRepository } from '../repositories/customers.repository.ts';
import { identitiesRepository } from '../repositories/identities.repository.ts';
import { unitsRepository } from '../repositories/units.repository.ts';
import { products } from '../schema/catalogue.ts';
import { customers } from '../schema/customers.ts';
import { idOf } from './references.ts';

/** Where the demo organisation sells: warranties end with the day of this zone. */
const TIME_ZONE = 'Asia/Shanghai';

/** Products, and the demo organisation's customers with their contacts and units. */
export async function seedCustomers(tx: Transaction, at: Instant): Promise<void> {
  await seedProducts(tx, at);
  const entered = await enterMissingCustomers(tx, at);
  await seedContacts(tx, entered, at);
  await seedUnits(tx, entered, at);
}

async function seedProducts(tx: Transaction, at: Instant): Promise<void> {
  const rows = PRODUCTS.map((product) => ({ ...product, createdAt: at, updatedAt: at }));
  await tx.insert(products).values(rows).onConflictDoNothing();
}

/** Gives the ids of the customers entered now, by handle. */
async function enterMissingCustomers(tx: Transaction, at: Instant): Promise<ReadonlyMap<string, string>> {
  const handles = CUSTOMERS.map(({ handle }) => handle);
  const known = await tx
    .select({ handle: customers.handle })
    .from(customers)
    .where(inArray(customers.handle, handles));
  const knownHandles = new Set(known.map(({ handle }) => handle));
  const entered = new Map<string, string>();
  for (const customer of CUSTOMERS) {
    if (knownHandles.has(customer.handle)) continue;
    const { id } = await customersRepository(tx).create(customer, at);
    entered.set(customer.handle, id);
  }
  return entered;
}

/** The local token issuer names a contact by its id. */
async function seedContacts(
  tx: Transaction,
  entered: ReadonlyMap<string, string>,
  at: Instant,
): Promise<void> {
  for (const { customer, ...contact } of CONTACTS) {
    const customerId = entered.get(customer);
    if (customerId === undefined) continue;
    const { id } = await customersRepository(tx).addContact({ ...contact, customerId }, at);
    await identitiesRepository(tx).allowContact(id, id);
  }
}

async function seedUnits(tx: Transaction, entered: ReadonlyMap<string, string>, at: Instant): Promise<void> {
  const productIds = new Map((await tx.select().from(products)).map(({ model, id }) => [model, id]));
  for (const { customer, product, ...unit } of UNITS) {
    const customerId = entered.get(customer);
    if (customerId === undefined) continue;
    const productId = idOf(productIds, product);
    await unitsRepository(tx).register(
      { ...unit, productId, customerId, warrantyUntil: null },
      TIME_ZONE,
      at,
    );
  }
}

import type { customersRepository, Customer } from '../../db/repositories/customers.repository.ts';
import type { peopleRepository, Person } from '../../db/repositories/people.repository.ts';
import { DomainError, invalidWhole } from '../../workflows/domain/errors.ts';

type Customers = ReturnType<typeof customersRepository>;
type People = ReturnType<typeof peopleRepository>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The customer that an address names by id or handle. */
export async function findCustomer(customers: Customers, reference: string): Promise<Customer> {
  if (UUID.test(reference)) return customers.findById(reference);
  return requireNamed(await customers.findOptionalByHandle(reference), 'customer', reference);
}

/** The person that an address names by id or handle. */
export async function findPerson(people: People, reference: string): Promise<Person> {
  if (UUID.test(reference)) return people.findById(reference);
  return requireNamed(await people.findOptionalByHandle(reference), 'person', reference);
}

/** What a field of a body refers to; what is not there is a fault of that field. */
export async function refersTo<Found>(pointer: string, find: () => Promise<Found>): Promise<Found> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'NOT_FOUND') throw error;
    const { message } = error;
    throw invalidWhole(pointer, message, { cause: error });
  }
}

/** The record that a natural key names. */
export function requireNamed<Found>(found: Found | undefined, what: string, key: string): Found {
  if (found === undefined) throw new DomainError('NOT_FOUND', `There is no ${what} ${key}`);
  return found;
}

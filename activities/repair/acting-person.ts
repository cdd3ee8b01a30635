import type { Actor } from '../../workflows/domain/actors.ts';

/** Who an effect is booked to: the person on the staff, the customer's contact, or nobody where the process acts. */
export function actingPerson(actor: Actor): string | null {
  switch (actor.type) {
    case 'person':
      return actor.personId;
    case 'customer':
      return actor.contactId ?? null;
    case 'system':
      return null;
  }
}

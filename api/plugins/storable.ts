import fp from 'fastify-plugin';
import { DomainError } from '../../workflows/domain/errors.ts';
import { unstorablePointers } from '../../workflows/domain/storable.ts';
import { type LocatedFault, MOST_FAULTS } from './validation.ts';

const MESSAGE = 'must not hold U+0000 or half a surrogate pair';

/**
 * Refuses texts that PostgreSQL cannot store, wherever in a request they stand and whatever its schema says: taken
 * into a case, one would keep the case from ever being written again.
 */
export const storablePlugin = fp(
  (app) => {
    app.addHook('preValidation', (request, _reply, done) => {
      const faults = [
        ...faultsIn(request.params, 'path'),
        ...faultsIn(request.query, 'query'),
        ...faultsIn(request.body),
      ].slice(0, MOST_FAULTS);
      if (faults.length === 0) done();
      else done(new DomainError('MALFORMED', 'The request holds a text that cannot be stored', { faults }));
    });
  },
  { name: 'storable' },
);

function faultsIn(part: unknown, place?: 'path' | 'query'): LocatedFault[] {
  return unstorablePointers(part).map((pointer) => ({
    pointer,
    message: MESSAGE,
    ...(place !== undefined && { in: place }),
  }));
}

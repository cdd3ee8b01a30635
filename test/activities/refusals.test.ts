import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { withRefusals } from '../../activities/refusals.ts';
import { DomainError } from '../../workflows/domain/errors.ts';

describe('an effect that fails', () => {
  const failing = (error: Error) => withRefusals({ run: () => Promise.reject(error) }).run();

  it('is refused for good by a rule, with the code, the faults and the details', async () => {
    const faults = [{ pointer: '/lines/0', message: 'must be less' }];
    const details = { remainder: 2 };
    const refused = failing(new DomainError('OVER_QUANTITY', 'Only 2 are left', { faults, details }));
    await expect(refused).rejects.toBeInstanceOf(ApplicationFailure);
    await expect(refused).rejects.toMatchObject({
      type: 'OVER_QUANTITY',
      message: 'Only 2 are left',
      nonRetryable: true,
      details: [{ faults, details }],
    });
  });

  it('for any other reason fails as it did, to be tried again', async () => {
    const broken = new Error('connection lost');
    await expect(failing(broken)).rejects.toBe(broken);
  });
});

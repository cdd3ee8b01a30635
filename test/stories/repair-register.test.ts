import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  controllerClassified,
  controllerVisited,
  newController,
  ownFault,
  reportOf,
} from '../support/controller-steps.ts';
import { soon } from '../support/repair-parts-steps.ts';
import { assigns, classified, feeTold, received, refusalOf, windowAgreed } from '../support/repair-steps.ts';
import type { Form, Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

const detailsOf = async (story: Story) => (await story.read())['details'] as Form;

/** Corrects the register, and waits until the warranty has been looked up anew. */
async function corrects(story: Story, who: string, changes: Form): Promise<Form> {
  const before = (await story.timeline('registerCorrected')).length;
  await story.orders(who, 'correctRegister', { reason: 'Misread', ...changes });
  return soon(async () => {
    const corrections = await story.timeline('registerCorrected');
    expect(corrections).toHaveLength(before + 1);
    return corrections.at(-1)?.data ?? {};
  });
}

describe('a register that is corrected (repair process, 5)', () => {
  it('is what the workshop compares with, with the warranty of the right unit before anybody has decided', async () => {
    const { story, serialNumber: misread } = await controllerClassified(world, '08-03', {
      place: 'workshop',
      purchasedOn: '2022-01-10',
    });
    const right = await newController(world);
    expect(await detailsOf(story)).toMatchObject({ coverage: 'chargeable', asReported: null });
    const technician = await assigns(story, 'wang.lei', 'huang.lin');
    const window = windowAgreed('08-03 10:00', '08-03 12:00', { place: 'workshop' });
    await story.does(technician, 'agreeAppointment', window);
    await story.goTo('08-03 10:10');
    const receipt = received('08-03 10:10', { serialSeen: right });
    expect(await refusalOf(story.tries('zhang.min', 'receiveUnit', receipt))).toBe('409 SERIAL_MISMATCH');

    expect(await corrects(story, 'zhang.min', { serialNumber: right })).toMatchObject({
      reason: 'Misread',
      from: { serialNumber: misread, warranty: { state: 'outside' } },
      to: { serialNumber: right, warranty: { state: 'inside' } },
      coverage: 'warranty',
      coverageByRecords: 'warranty',
    });
    expect(await detailsOf(story)).toMatchObject({
      serialNumber: right,
      warranty: { state: 'inside' },
      asReported: { serialNumber: misread, warranty: { state: 'outside' } },
      coverage: 'warranty',
    });
    await story.does('zhang.min', 'receiveUnit', receipt);
    expect((await story.task('diagnose')).about).toMatchObject({ coverageByLookup: 'warranty' });
    expect(await refusalOf(story.tries(technician, 'diagnose', ownFault(misread)))).toBe(
      '409 SERIAL_MISMATCH',
    );
    await story.does(technician, 'diagnose', ownFault(right));
    expect(await story.phase()).toBe('proposal');
  });

  it('leaves who pays as it was decided, and shows what the records say of the corrected unit', async () => {
    const { story, serialNumber, technician } = await controllerVisited(world, '08-04');
    await story.does(technician, 'diagnose', ownFault(serialNumber));
    const old = await newController(world, '2022-01-10');
    const correction = await corrects(story, technician, { serialNumber: old, purchasedOn: '2022-01-10' });
    expect(correction).toMatchObject({
      from: { serialNumber, purchasedOn: null, warranty: { state: 'inside' } },
      to: { serialNumber: old, purchasedOn: '2022-01-10', warranty: { state: 'outside' } },
      coverage: 'warranty',
      coverageByRecords: 'chargeable',
    });
    expect(await detailsOf(story)).toMatchObject({ coverage: 'warranty', warranty: { state: 'outside' } });
  });

  it('tells whoever classifies of the fee that is due, of a proof that is missing and of an open repair of that unit', async () => {
    const other = await controllerClassified(world, '08-05');
    const reported = await newController(world);
    const story = await world.openRepair('shen.qiang', '08-05 09:00', reportOf(reported));
    await corrects(story, 'shen.qiang', { serialNumber: other.serialNumber });
    const about = { possibleDuplicates: [other.story.caseId], warranty: { state: 'inside' } };
    expect(await story.task('classify')).toMatchObject({ about });

    await corrects(story, 'shen.qiang', { serialNumber: 'CT900-NOBODY-KNOWS' });
    expect(await story.messages('proofAsked')).toHaveLength(1);
    const facts = { skills: ['electronics'] };
    expect(await refusalOf(story.tries('zhang.min', 'classify', classified(facts)))).toBe('422 INVALID');
    await story.does('zhang.min', 'classify', classified({ ...facts, ...feeTold('08-05 09:00') }));
  });

  it('is refused for another customer’s unit, a product that is none of ours, a purchase to come and nothing at all', async () => {
    const { story } = await controllerClassified(world, '08-06');
    const refused = (changes: Form) =>
      story.post('zhang.min', 'correctRegister', { reason: 'Misread', ...changes });
    const theirs = { productModel: 'LB-15', serialNumber: 'LB15-7Q2M9' };
    const cases: readonly (readonly [Form, string])[] = [
      [theirs, '/serialNumber'],
      [{ productModel: 'XX-1' }, '/productModel'],
      [{ purchasedOn: '2026-08-07' }, '/purchasedOn'],
      [{}, '/serialNumber'],
    ];
    for (const [changes, pointer] of cases) {
      expect(await refused(changes)).toMatchObject({
        status: 422,
        body: { code: 'INVALID', errors: [{ pointer }] },
      });
    }
    expect(await refusalOf(story.post('emma.wong', 'correctRegister', { reason: 'x', ...theirs }))).toBe(
      '404 NOT_FOUND',
    );
    expect(await story.timeline('registerCorrected')).toEqual([]);
  });
});

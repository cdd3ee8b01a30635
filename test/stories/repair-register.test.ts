import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  controllerClassified,
  controllerVisited,
  newController,
  ownFault,
  reportOf,
} from '../support/controller-steps.ts';
import { download, textOfPdf } from '../support/documents.ts';
import { soon } from '../support/repair-parts-steps.ts';
import {
  assigns,
  checkedIn,
  classified,
  contacted,
  diagnosed,
  feeTold,
  planned,
  received,
  refusalOf,
  windowAgreed,
} from '../support/repair-steps.ts';
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

describe('where a repair takes place (repair process, 3.2 `site! on site`)', () => {
  const elsewhere = { address: 'Quay 7', region: 'remote' };
  const visit = (day: string, more: Form = {}) => windowAgreed(`${day} 10:00`, `${day} 12:00`, more);

  it('is asked for before anybody is sent, by whoever classifies', async () => {
    const report = reportOf(await newController(world), { site: undefined });
    const story = await world.openRepair('shen.qiang', '08-10 09:00', report);
    await story.does('zhang.min', 'contactCustomer', contacted('08-10 09:00'));
    const facts = classified({ skills: ['electronics'] });
    const refused = await story.tries('zhang.min', 'classify', facts);
    expect(refused).toMatchObject({ status: 422, body: { code: 'INVALID', errors: [{ pointer: '/site' }] } });
    await story.does('zhang.min', 'classify', { ...facts, site: elsewhere });
    expect(await detailsOf(story)).toMatchObject(elsewhere);
  });

  it('is asked for when a unit that was to be brought is visited after all', async () => {
    const { story } = await controllerClassified(world, '08-11', {
      place: 'workshop',
      report: { site: undefined },
    });
    const technician = await assigns(story, 'wang.lei', 'huang.lin');
    const refused = await story.tries(technician, 'agreeAppointment', visit('08-11'));
    expect(refused).toMatchObject({ status: 422, body: { code: 'INVALID', errors: [{ pointer: '/site' }] } });
    await story.does(technician, 'agreeAppointment', visit('08-11', { site: elsewhere }));
    expect(await detailsOf(story)).toMatchObject(elsewhere);
  });

  it('is corrected: whoever is on the way hears so, and documents and travel go by it', async () => {
    const { story, serialNumber } = await controllerClassified(world, '08-12', {
      purchasedOn: '2022-01-10',
    });
    const technician = await assigns(story, 'wang.lei', 'huang.lin');
    await story.does(technician, 'agreeAppointment', visit('08-12'));
    expect(await corrects(story, 'shen.qiang', { site: elsewhere, reason: 'It was moved' })).toMatchObject({
      from: { serialNumber, site: { address: 'Hall 3', region: 'city' } },
      to: { serialNumber, site: elsewhere },
    });
    expect(await story.messages('appointmentChangedStaff')).toHaveLength(1);
    await story.goTo('08-12 10:10');
    await story.does(technician, 'checkIn', checkedIn('08-12 10:10'));
    await story.does(technician, 'diagnose', diagnosed({ serialSeen: serialNumber }));
    await story.does(technician, 'planWork', planned('08-12 18:00'));
    await story.approves('wang.lei', 'plan');
    const { lines } = (await story.task('quote')).about as { lines: readonly Form[] };
    const travel = lines.find(({ kind }) => kind === 'travel');
    expect(travel).toMatchObject({ text: '上门（省外）', amountMinor: 80_000 });

    const sheet = await download(story, 'wang.lei', '-D1', 'application/pdf');
    expect(await textOfPdf(sheet.body)).toContain('Quay 7');
    const register = await download(story, 'wang.lei', '', 'application/pdf');
    expect(await textOfPdf(register.body)).toMatch(/地址 Quay 7.*Hall 3/);
  });
});

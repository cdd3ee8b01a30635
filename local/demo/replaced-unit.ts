import { randomUUID } from 'node:crypto';
import { type Audience, PlayedCase } from './played-case.ts';
import {
  agreeOnVisit,
  arrangeVisit,
  checkIn,
  complete,
  CONTACT,
  diagnosed,
  handOver,
  registerUnit,
  reportOf,
  SIGNER,
  takeUp,
} from './repair-steps.ts';
import type { RestClient } from './rest-client.ts';
import type { OnDay } from './story-days.ts';

const MODEL = 'LB-15';

/**
 * A unit beyond repair (R-15, policy A): the write-off is approved by the general manager, the customer takes the
 * same model, the new unit is signed for and issued by its serial number, handed over and accepted, and the old one
 * is scrapped.
 */
export async function playReplacedUnit(
  client: RestClient,
  on: OnDay,
  audience: Audience,
): Promise<PlayedCase> {
  const serialNumber = await registerUnit(client, MODEL, on(-60, '09:00').slice(0, 10));
  const newSerial = await receiveNewUnit(client);
  const report = reportOf(MODEL, serialNumber, 'The laptop fell silent and does not start any more');
  const repair = await PlayedCase.open(client, CONTACT, report, on(0, '09:00'), audience);
  await takeUp(repair, on, 'It was on the desk; nothing was spilt', 'mainboard');
  await repair.goTo(on(0, '10:30'));
  const first = await arrangeVisit(client, repair, on, {
    from: 1,
    briefing: 'Dead laptop: measure the board',
  });
  await checkIn(repair, first);
  const photo = await repair.signature(first.technician);
  const found = {
    faultCode: 'MB-DEAD',
    fault: 'The board is burnt',
    rootCause: 'Short circuit',
    location: 'Board',
  };
  const beyondRepair = { repairable: 'no', go: 'nothingToDo', evidence: [photo] };
  await repair.does(first.technician, 'diagnose', diagnosed(serialNumber, { ...found, ...beyondRepair }));

  await repair.does(first.technician, 'proposeScrap', ({ proposes }) => ({
    repairCostMinor: 480_000,
    ...proposes,
    ground: 'unrepairable',
    evidence: [photo],
    disposal: 'scrap',
  }));
  await repair.approves('zhao.ming', 'scrap');
  await repair.does('zhang.min', 'chooseReplacement', {
    answer: 'replacement',
    kind: 'sameModel',
    productId: await productId(client),
    differenceMinor: 0,
    heardFrom: SIGNER,
  });
  await repair.approves('chen.hao', 'requisition');
  await repair.does('he.jing', 'issueParts', ({ about }) => ({
    lines: [{ ...firstLineOf(about), quantity: 1, serial: newSerial }],
    receivedBy: first.technician,
  }));

  const second = await agreeOnVisit(repair, first.technician, on, first.day + 1);
  await checkIn(repair, second);
  await repair.does(second.technician, 'collectOld', {
    serialSeen: serialNumber,
    newSerial,
    condition: 'Burnt inside, clean outside',
    accessories: ['Power supply'],
  });
  await handOver(repair, second, 'A new laptop of the same model');
  await repair.does('he.jing', 'scrapUnit', ({ proposes }) => ({
    ...proposes,
    recordNumber: `SCRAP-${newSerial.slice(-8)}`,
    at: second.at('11:30'),
  }));
  await complete(repair, second, on);
  return repair;
}

/** The store takes one new laptop in, so that the story can be played again and again. */
async function receiveNewUnit(client: RestClient): Promise<string> {
  const { items } = await client.get<{ items: readonly { part: { id: string; number: string } }[] }>(
    'he.jing',
    `/v1/parts?text=${MODEL}`,
  );
  const partId = items.find(({ part }) => part.number === MODEL)?.part.id;
  const serial = `${MODEL}-NEW-${randomUUID().slice(0, 8).toUpperCase()}`;
  await client.post('he.jing', '/v1/arrivals', {
    receiptNumber: `GR-${serial}`,
    locationCode: 'main',
    inspectedBy: 'gao.feng',
    lines: [{ partId, accepted: 1, rejected: 0, serials: [serial] }],
  });
  return serial;
}

async function productId(client: RestClient): Promise<string | undefined> {
  const { items } = await client.get<{ items: readonly { id: string; model: string }[] }>(
    'zhang.min',
    `/v1/products?text=${MODEL}`,
  );
  return items.find(({ model }) => model === MODEL)?.id;
}

const firstLineOf = (about: Readonly<Record<string, unknown>>): { readonly lineId: string | undefined } => {
  const [line] = about['lines'] as readonly { readonly lineId: string }[];
  return { lineId: line?.lineId };
};

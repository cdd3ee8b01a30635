import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentsOf, download } from '../support/documents.ts';
import { liveDocumentedRepair } from '../support/documented-repair.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let lived: Promise<Story> | null = null;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** Which kinds of document belong into the customer's file (repair process, 8); staff read all of them. */
const IN_CUSTOMERS_FILE: Readonly<Record<string, boolean>> = {
  register: true,
  dispatchSheet: true,
  unitReceipt: true,
  loanNote: true,
  plan: true,
  quotation: true,
  requisition: false,
  repairReport: true,
  testRecord: true,
  serviceSheet: true,
  feeDetail: true,
  receipt: true,
  refundNote: true,
  followUpRecord: true,
  survey: true,
};

/** One of each role. */
const STAFF = {
  general_manager: 'zhao.ming',
  manager: 'sun.yan',
  sales_manager: 'qian.wei',
  department_head: 'zhou.jie',
  finance: 'lin.xia',
  admin: 'song.qi',
  service_lead: 'li.na',
  agent: 'zhang.min',
  repair_lead: 'wang.lei',
  technician: 'huang.lin',
  parts_lead: 'chen.hao',
  parts_clerk: 'he.jing',
  inspector: 'gao.feng',
  production: 'luo.yong',
} as const;

/** Status of each kind of document as somebody asks for the first of its kind; null: it is not in their list. */
async function readBy(who: string): Promise<Readonly<Record<string, readonly [boolean, number]>>> {
  const story = await (lived ??= liveDocumentedRepair(world));
  const number = String((await story.read())['number']);
  const all = await documentsOf(story, STAFF.agent);
  const answer = await world.call(who, 'GET', `/v1/cases/${story.caseId}/documents`);
  const listed = ((answer.body as { items?: readonly { number: string }[] }).items ?? []).map(
    (document) => document.number,
  );
  const seen: Record<string, readonly [boolean, number]> = {};
  for (const document of all) {
    if (document.kind in seen) continue;
    const { status } = await download(story, who, document.number.slice(number.length), 'text/html');
    seen[document.kind] = [listed.includes(document.number), status];
  }
  return seen;
}

const all = (answer: (inFile: boolean) => readonly [boolean, number]) =>
  Object.fromEntries(Object.entries(IN_CUSTOMERS_FILE).map(([kind, inFile]) => [kind, answer(inFile)]));

describe('who reads which document of a repair (S-01; repair process, 8)', () => {
  it.each(Object.entries(STAFF))('%s lists and reads all kinds', async (_role, who) => {
    expect(await readBy(who)).toEqual(all(() => [true, 200]));
  });

  it('its customer lists and reads those of their file, and of the others none exists', async () => {
    expect(await readBy('shen.qiang')).toEqual(all((inFile) => (inFile ? [true, 200] : [false, 404])));
  });

  it('to another customer none exists, and to a connected system none is given', async () => {
    expect(await readBy('emma.wong')).toEqual(all(() => [false, 404]));
    expect(await readBy('erp')).toEqual(all(() => [false, 403]));
  });
});

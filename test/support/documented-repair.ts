import { soon, stockOf } from './repair-parts-steps.ts';
import {
  assigns,
  classified,
  contacted,
  diagnosed,
  feeTold,
  followedUp,
  handedOver,
  paid,
  planned,
  received,
  resultTold,
  tested,
  windowAgreed,
  worked,
} from './repair-steps.ts';
import { SIGNED } from './evidence.ts';
import { at, type Form, type Story } from './story.ts';
import type { World } from './world.ts';

/* A repair in the workshop that leaves nearly every document behind, as its people write in Chinese. */

const SERIAL = 'CT900-22-07001';

const linesOf = (about: Form): readonly Record<string, unknown>[] =>
  about['lines'] as readonly Record<string, unknown>[];

/** Reported to company A on Mon 06-08 by the customer, brought in, examined, planned and approved on Tue 06-09. */
async function examined(world: World): Promise<{ story: Story; technician: string }> {
  const unit = { productModel: 'CT-900', serialNumber: SERIAL };
  const registered = { ...unit, customer: 'yuanhang', purchasedOn: '2022-03-01' };
  await world.call('li.na', 'POST', '/v1/units', registered);
  const story = await world.openRepair('shen.qiang', '06-08 09:00', {
    ...{ company: 'A', channel: 'web', unit },
    site: { address: '江苏省苏州市工业园区星湖街 218 号 3 号车间', region: 'jiangsu' },
    description: '控制器运行一小时后过热停机 <b>急</b>',
    preferredTimes: ['工作日上午'],
  });
  await story.does('zhang.min', 'contactCustomer', contacted('06-08 09:00'));
  const sending = { place: 'workshop', skills: ['electronics'], ...feeTold('06-08 09:00') };
  await story.does('zhang.min', 'classify', classified(sending));
  const technician = await assigns(story, 'wang.lei');
  const window = windowAgreed('06-09 09:00', '06-09 10:00', { place: 'workshop', spokeWith: '沈强' });
  await story.does(technician, 'agreeAppointment', window);
  await story.goTo('06-09 09:30');
  const taken = { condition: '外壳有划痕', accessories: ['电源线', '说明书'], serialSeen: SERIAL };
  await story.does('zhang.min', 'receiveUnit', received('06-09 09:30', taken));
  const found = { faultCode: 'FAN-BLOCKED', fault: '风扇卡滞', rootCause: '轴承磨损', location: '电源舱' };
  await story.does(technician, 'diagnose', diagnosed({ ...found, serialSeen: SERIAL }));
  const parts = [{ partId: (await stockOf(world, 'FN-80')).partId, quantity: 1 }];
  const measures = { measures: '更换散热风扇，清洁滤网', parts, minutes: 60 };
  await story.does(technician, 'planWork', planned('06-10 18:00', measures));
  await story.approves('wang.lei', 'plan');
  return { story, technician };
}

/** Quoted, accepted with a signature and paid before the work; a device is lent meanwhile. */
async function agreed({ story }: { story: Story }): Promise<void> {
  const { about } = await soon(() => story.task('quote'));
  const lines = linesOf(about).map(({ kind, text, partId, quantity, amountMinor }) => ({
    ...{ kind, text, quantity, amountMinor },
    ...(typeof partId === 'string' && { partId }),
  }));
  await story.does('zhang.min', 'quote', { lines });
  await story.does('zhang.min', 'answerQuote', { answer: 'accepted', heardFrom: '沈强', signature: SIGNED });
  const totalMinor = lines.reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0);
  await story.does('lin.xia', 'confirmPayment', paid('06-09 09:30', totalMinor, 'TT-0609'));
  const { partId } = await stockOf(story.world, 'LD-15');
  const loan = { partId, serial: 'LD15-001', accessories: ['充电器'], signedBy: '沈强', signature: SIGNED };
  await story.orders('zhang.min', 'lendDevice', loan);
}

/** The first test fails, the second passes; signed for on Wed 06-10. */
async function repaired({ story, technician }: { story: Story; technician: string }): Promise<void> {
  await story.approves('chen.hao', 'requisition');
  const { about } = await soon(() => story.task('issueParts'));
  const [line] = linesOf(about);
  const lines = [{ lineId: line?.['lineId'], quantity: 1 }];
  await story.does('he.jing', 'issueParts', { lines, receivedBy: technician });
  await story.goTo('06-10 10:00');
  const oldParts = [{ part: '旧风扇', keptBy: 'customer' }];
  const measures = '已更换散热风扇';
  const work = worked('06-10 09:00', '06-10 10:00', { measures, consumed: lines, oldParts });
  await story.does(technician, 'doWork', work);
  await story.does(technician, 'testUnit', tested(false));
  const again = worked('06-10 10:00', '06-10 10:00', { measures: '已清洁滤网', minutes: 15 });
  await story.does(technician, 'doWork', again);
  const checks = [{ item: '运行一小时后温度', value: '41 °C', passed: true }];
  await story.does(technician, 'testUnit', { standard: 'CT-900 出厂测试', checks, passed: true });
  const told = { partsTold: '散热风扇 80 mm（原厂）', useTaught: true, signedBy: '沈强' };
  await story.does('zhang.min', 'handOver', handedOver(told));
}

/** Device back, result told, charged less than was paid, followed up and asked; closed. */
async function completed({ story }: { story: Story }): Promise<void> {
  const device = { serialSeen: 'LD15-001', condition: 'good' };
  await soon(() => story.task('returnLoan'));
  await story.does('he.jing', 'returnLoan', device);
  await story.does('zhang.min', 'tellResult', resultTold('06-10 10:00', 'yes'));
  const charged = { kind: 'labour', text: '人工（60 分钟）', quantity: 1, amountMinor: 10_000 };
  await story.does('zhang.min', 'feeDetail', { lines: [charged] });
  await story.approves('zhou.jie', 'feeDetail');
  const costs = [{ kind: 'labour', costMinor: 7_350, account: 'customer' }];
  await story.does('lin.xia', 'costFees', { lines: costs });
  await story.does('lin.xia', 'settleBalance', {
    method: 'bank',
    reference: 'RF-0610',
    invoiceNumber: 'INV-88',
  });
  await story.goTo('06-11 11:00');
  const followUp = { suggestions: '希望提供备用风扇', quality: 92 };
  await story.does('zhang.min', 'followUp', followedUp('06-11 11:00', followUp));
  const answer = { text: '备用风扇可向配件部订购', toldAt: at('06-11 11:00') };
  await soon(() => story.task('answerFeedback'));
  await story.does('sun.yan', 'answerFeedback', answer);
  await story.does('shen.qiang', 'answerSurvey', { score: 96, satisfied: 'yes', remark: '服务周到' });
}

export async function liveDocumentedRepair(world: World): Promise<Story> {
  const repair = await examined(world);
  await agreed(repair);
  await repaired(repair);
  await completed(repair);
  return repair.story;
}

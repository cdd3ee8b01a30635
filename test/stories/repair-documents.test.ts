import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentsOf, download, textOfPdf } from '../support/documents.ts';
import { liveDocumentedRepair } from '../support/documented-repair.ts';
import {
  chosen,
  collected,
  comesAgain,
  handsOut,
  laptopDiagnosed,
  writesOff,
} from '../support/replacement-steps.ts';
import type { Story } from '../support/story.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
});

/** What the PDF of each document says to an agent, in Chinese; what the agent alone reads stands last. */
const SAID: Readonly<
  Record<string, { readonly says: readonly string[]; readonly inside?: readonly string[] }>
> = {
  '': {
    says: [
      '报修登记表',
      '远航制造有限公司',
      '星湖街 218 号 3 号车间',
      '控制器运行一小时后过热停机 <b>急</b>',
      '保修期外',
      '¥170.00',
    ],
  },
  '-D1': {
    says: ['派工单', '2026年6月9日周二 09:00–10:00'],
    inside: ['技术员 黄琳', '作业要求与注意事项', '王磊'],
  },
  '-U': { says: ['接修单', '外壳有划痕', '电源线、说明书', 'photo.png'], inside: ['经办人 张敏'] },
  '-L1': { says: ['备用机借用单', '备用笔记本电脑', 'LD15-001', '充电器', '归还', '完好', 'signature.png'] },
  '-P1': {
    says: ['维修方案', '更换散热风扇，清洁滤网', '散热风扇 80 mm', '批准'],
    inside: ['¥158.00', '王磊'],
  },
  '-Q1': {
    says: ['报价单', '¥120.00', '¥38.00', '¥158.00', '已接受', '答复人 沈强'],
    inside: ['价目表金额', '张敏'],
  },
  '-W1.1': {
    says: ['维修报告', '风扇卡滞', '轴承磨损', '已更换散热风扇', 'FN-80', '旧风扇'],
    inside: ['黄琳'],
  },
  '-W1.2': { says: ['维修报告', '已清洁滤网', '工时（分钟） 15'], inside: ['黄琳'] },
  '-W1.1T': { says: ['测试记录', '总评合格 否'] },
  '-W1.2T': { says: ['测试记录', 'CT-900 出厂测试', '41 °C', '总评合格 是'] },
  '-S': {
    says: [
      '维修服务单',
      '已更换散热风扇、已清洁滤网',
      '散热风扇 80 mm（原厂）',
      '签字人 沈强',
      '2026年9月8日周二 24:00',
      'signature.png',
    ],
  },
  '-F1': {
    says: ['费用明细表', '¥100.00', '应收 ¥100.00', '已收 ¥158.00', '已退 ¥58.00', 'INV-88'],
    inside: ['¥73.50', '承担科目', '结算月份 2026-06', '周杰'],
  },
  '-FP1': { says: ['收款收据', '¥158.00', '银行转账', 'TT-0609'], inside: ['林霞'] },
  '-FR1': { says: ['退款单', '¥58.00', 'RF-0610'], inside: ['林霞'] },
  '-V1': { says: ['回访记录', '92', '希望提供备用风扇', '备用风扇可向配件部订购'], inside: ['孙燕'] },
  '-V1S': { says: ['满意度调查表', '96', '服务周到', '填写人 沈强'] },
};

const PDF = 'application/pdf';

async function pdfText(story: Story, who: string, suffix: string): Promise<string> {
  const answer = await download(story, who, suffix, PDF);
  expect(answer.status, `${who} ${suffix}`).toBe(200);
  return textOfPdf(answer.body);
}

async function suffixesFor(story: Story, who: string): Promise<readonly string[]> {
  const { number } = await story.read();
  return (await documentsOf(story, who)).map((document) => document.number.slice(String(number).length));
}

describe('the documents of a repair (repair process, section 8; R-20)', () => {
  it('hold what its records say, the customer’s as much of it as belongs into the customer’s file', async () => {
    const story = await liveDocumentedRepair(world);
    const forCustomer = Object.keys(SAID);
    expect(await suffixesFor(story, 'shen.qiang')).toEqual(forCustomer);
    expect(await suffixesFor(story, 'zhang.min')).toEqual(forCustomer.toSpliced(6, 0, '-R1'));

    for (const [suffix, { says, inside = [] }] of Object.entries(SAID)) {
      const agents = await pdfText(story, 'zhang.min', suffix);
      const customers = await pdfText(story, 'shen.qiang', suffix);
      for (const words of says)
        expect(
          [agents, customers].map((text) => text.includes(words)),
          words,
        ).toEqual([true, true]);
      for (const words of inside)
        expect(
          [agents, customers].map((text) => text.includes(words)),
          words,
        ).toEqual([true, false]);
    }
    const requisition = await pdfText(story, 'he.jing', '-R1');
    expect(requisition).toContain('FN-80 散热风扇 80 mm 1 1 1 1 0 0 0');
    expect(requisition).toMatch(/发放记录.*FN-80 1 何静 huang\.lin/u);
    expect(await download(story, 'shen.qiang', '-R1', PDF)).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect((await download(story, 'chen.xiao.self', '-S', PDF)).status).toBe(404);

    const again = await Promise.all([1, 2].map(() => download(story, 'lin.xia', '-F1', PDF)));
    expect((again[0]?.body as Buffer).equals(again[1]?.body as Buffer)).toBe(true);
    const english = await download(story, 'shen.qiang', '-S?language=en', 'text/html');
    expect(english.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'en',
    });
    expect(String(english.body)).toContain(
      '<dt>Workmanship warranty until</dt><dd>Tue, 8 Sept 2026, 24:00</dd>',
    );
    expect(String(english.body)).toContain(
      '<img class="signature" alt="Signature" src="data:image/png;base64,',
    );
    const register = await download(story, 'shen.qiang', '', 'text/html');
    expect(String(register.body)).toContain('过热停机 &lt;b&gt;急&lt;/b&gt;');
  });

  it('tell of a write-off and of the unit that took the old one’s place', async () => {
    const unit = await laptopDiagnosed(world, { serialNumber: 'LB15-7Q2M9' });
    const { story, technician } = unit;
    await writesOff(unit);
    await story.does('zhang.min', 'chooseReplacement', await chosen(world, 'LB-15'));
    await handsOut(story, technician, 'LB15-9K4T1');
    await comesAgain(unit, '10-12 10:00');
    await story.does(technician, 'collectOld', collected('LB15-7Q2M9', 'LB15-9K4T1'));
    const written = await pdfText(story, 'emma.wong', '-X?language=zh-CN');
    for (const words of ['报废单', '维修不经济', '¥3,400.00', '¥4,574.24', '总经理 批准'])
      expect(written).toContain(words);
    expect(written).not.toContain('赵明');
    const replaced = await pdfText(story, 'zhang.min', '-XR');
    for (const words of [
      'Replacement note',
      'same model',
      'LB15-9K4T1',
      'LB15-7Q2M9',
      'Power supply',
      'Heard from Emma Wong',
    ])
      expect(replaced).toContain(words);
  });
});

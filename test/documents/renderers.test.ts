import { describe, expect, it } from 'vitest';
import type { CaseDocument } from '../../api/documents/document.ts';
import { renderHtml } from '../../api/documents/html-renderer.ts';
import { renderPdf } from '../../api/documents/pdf-renderer.ts';
import { pagesOfPdf, textOfPdf } from '../support/documents.ts';
import { PNG } from '../support/evidence.ts';

const sheet = (more: Partial<CaseDocument> = {}): CaseDocument => ({
  kind: 'serviceSheet',
  number: 'RP-20260608-0001-S',
  language: 'zh-CN',
  createdAt: Date.parse('2026-06-10T10:00:00+08:00'),
  title: '维修服务单',
  company: '售后服务',
  head: { type: 'fields', title: '基本信息', fields: [{ label: '客户', value: '喆熙 & <Söhne>' }] },
  sections: [],
  foot: 'RP-20260608-0001-S · 时区 Asia/Shanghai',
  pageOf: (page, pages) => `第 ${page} 页，共 ${pages} 页`,
  pictures: new Map(),
  ...more,
});

const longTable = (rows: number): CaseDocument['sections'] => [
  {
    type: 'table',
    title: '明细',
    columns: [
      { label: '项目', holds: 'text' },
      { label: '数量', holds: 'count' },
      { label: '金额', holds: 'amount' },
    ],
    rows: Array.from({ length: rows }, (_, index) => [`散热风扇 ${index + 1}`, '1', '¥38.00']),
  },
];

describe('a document as PDF', () => {
  it('carries rare Chinese characters and Latin ones as text', async () => {
    expect(await textOfPdf(await renderPdf(sheet()))).toContain('客户 喆熙 & <Söhne>');
  });

  it('is the same bytes every time, dated by the document', async () => {
    const [first, second] = await Promise.all([renderPdf(sheet()), renderPdf(sheet())]);
    expect(first.equals(second)).toBe(true);
    expect(first.toString('latin1')).toContain('(D:20260610020000Z)');
  });

  it('goes on over as many pages as it takes, each with its number', async () => {
    const pages = await pagesOfPdf(await renderPdf(sheet({ sections: longTable(120) })));
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((page, index) => {
      expect(page).toContain(`第 ${index + 1} 页，共 ${pages.length} 页`);
    });
    expect(pages.join(' ')).toContain('散热风扇 120 1 ¥38.00');
  });

  it('writes a row that no page holds as fields', async () => {
    const [table] = longTable(1);
    const rows = [[`${'很长的说明。'.repeat(700)}完`, '1', '¥38.00']];
    const sections = table === undefined ? [] : ([{ ...table, rows }] as CaseDocument['sections']);
    const text = (await pagesOfPdf(await renderPdf(sheet({ sections })))).join(' ');
    expect(text).toMatch(/明。 ?完 数量 1 金额 ¥38.00/);
  });

  it('keeps a text that is longer than a page', async () => {
    const value = `${'很长的说明。'.repeat(2_000)}完`;
    const [head, ...others] = await pagesOfPdf(
      await renderPdf(
        sheet({ sections: [{ type: 'fields', title: '说明', fields: [{ label: '备注', value }] }] }),
      ),
    );
    expect(head).toContain('维修服务单');
    expect(others.at(-1)).toContain('完');
  });
});

const signedSheet = (): CaseDocument => {
  const fields = [{ label: '签字人', value: '沈强' }];
  return sheet({
    sections: [{ type: 'fields', title: '签字', fields, picture: 'signature-1' }],
    pictures: new Map([['signature-1', { mediaType: 'image/png', bytes: PNG }]]),
  });
};

describe('a signature', () => {
  it('is drawn on the PDF, within a page', async () => {
    const drawn = await renderPdf(signedSheet());
    expect(drawn.toString('latin1')).toContain('/Subtype /Image');
    expect((await renderPdf(signedSheet())).equals(drawn)).toBe(true);
    expect((await renderPdf(sheet())).toString('latin1')).not.toContain('/Subtype /Image');
  });

  it('is shown on the page of HTML without another request', () => {
    expect(renderHtml(signedSheet())).toContain(
      `<img class="signature" alt="签字" src="data:image/png;base64,${PNG.toString('base64')}">`,
    );
  });
});

describe('a document as HTML', () => {
  it('shows what people wrote as text and never as markup', () => {
    const page = renderHtml(sheet({ sections: longTable(1) }));
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('<dd>喆熙 &amp; &lt;Söhne&gt;</dd>');
    expect(page).toContain('<td>散热风扇 1</td><td class="number">1</td><td class="number">¥38.00</td>');
    expect(page).not.toMatch(/<script|src=|href=/);
  });
});

import { readFile } from 'node:fs/promises';
import PDFDocument from 'pdfkit';
import type { Picture } from '../evidence/drawable.ts';
import type { CaseDocument, ColumnContent, FieldSection, TableSection } from './document.ts';

/** Millimetres are told to PDF in points of 1/72 inch. */
const mm = (length: number): number => (length * 72) / 25.4;

const MARGIN = mm(18);
const FOOT = mm(12);
const LABEL_WIDTH = mm(38);
const SIGNATURE_WIDTH = mm(60);
const SIGNATURE_HEIGHT = mm(25);
const TEXT_SIZE = 9.5;
const CELL_SIZE = 8.5;
const PADDING = mm(1.2);
const GREY = '#555555';
const RULE = '#bbbbbb';

/** Noto Sans for Chinese and Latin (OFL 1.1); what a document uses of it becomes part of its file. */
const FONTS = { regular: 'NotoSansHans-Regular.otf', bold: 'NotoSansHans-Bold.otf' } as const;

/** Columns of what has a usual length; texts share what is left. */
const FIXED_WIDTHS: Readonly<Record<ColumnContent, number>> = {
  text: 0,
  instant: mm(31),
  count: mm(16),
  amount: mm(25),
};

interface Fonts {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

let fonts: Promise<Fonts> | null = null;

/** Read once; 16 MB that a process which writes no PDF does not hold. */
function loadFonts(): Promise<Fonts> {
  fonts ??= readFonts().catch((error: unknown) => {
    fonts = null;
    throw error;
  });
  return fonts;
}

async function readFonts(): Promise<Fonts> {
  const fontPackage = import.meta.resolve('@embedpdf/fonts-sc');
  const read = (name: string) => readFile(new URL(`../fonts/${name}`, fontPackage));
  const [regular, bold] = await Promise.all([read(FONTS.regular), read(FONTS.bold)]);
  return { regular, bold };
}

/** A document as PDF on A4. The same document gives the same bytes: its dates are the document's own. */
export async function renderPdf(document: CaseDocument): Promise<Buffer> {
  const { regular, bold } = await loadFonts();
  const date = new Date(document.createdAt);
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    lang: document.language,
    displayTitle: true,
    info: {
      Title: `${document.title} ${document.number}`,
      Author: document.company,
      CreationDate: date,
      ModDate: date,
    },
  });
  pdf.registerFont('regular', regular).registerFont('bold', bold);
  const written = bytesOf(pdf);
  write(pdf, document);
  numberPages(pdf, document);
  pdf.end();
  return written;
}

async function bytesOf(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of pdf) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function write(pdf: PDFKit.PDFDocument, { company, title, head, sections, pictures }: CaseDocument): void {
  pdf.font('regular').fontSize(TEXT_SIZE).fillColor(GREY).text(company);
  pdf.font('bold').fontSize(18).fillColor('black').text(title).moveDown(0.3);
  rule(pdf);
  writeFields(pdf, head);
  for (const section of sections) {
    pdf.moveDown(0.8);
    keepTogether(pdf, mm(16));
    pdf.font('bold').fontSize(11).text(section.title, pdf.page.margins.left).moveDown(0.2);
    if (section.type === 'table') {
      writeTable(pdf, section);
      continue;
    }
    writeFields(pdf, section);
    const picture = section.picture === undefined ? undefined : pictures.get(section.picture);
    if (picture !== undefined) drawPicture(pdf, picture);
  }
}

/** Never larger than a signature field on paper, and never over a page's end. */
function drawPicture(pdf: PDFKit.PDFDocument, { bytes }: Picture): void {
  const { left } = pdf.page.margins;
  keepTogether(pdf, SIGNATURE_HEIGHT + mm(1));
  const top = pdf.y + mm(1);
  const box = [SIGNATURE_WIDTH, SIGNATURE_HEIGHT] as [number, number];
  pdf
    .lineWidth(0.5)
    .rect(left + LABEL_WIDTH, top, ...box)
    .stroke(RULE);
  pdf.image(bytes, left + LABEL_WIDTH, top, { fit: box, align: 'center', valign: 'center' });
  pdf.x = left;
  pdf.y = top + SIGNATURE_HEIGHT;
}

function writeFields(pdf: PDFKit.PDFDocument, { fields }: Pick<FieldSection, 'fields'>): void {
  const { left } = pdf.page.margins;
  const valueWidth = widthOf(pdf) - LABEL_WIDTH;
  for (const { label, value } of fields) {
    pdf.font('regular').fontSize(TEXT_SIZE);
    const height = pdf.heightOfString(value, { width: valueWidth });
    keepTogether(pdf, Math.min(height, mm(40)));
    const top = pdf.y;
    pdf.fillColor(GREY).text(label, left, top, { width: LABEL_WIDTH - mm(3) });
    const belowLabel = pdf.y;
    pdf.fillColor('black').text(value, left + LABEL_WIDTH, top, { width: valueWidth });
    pdf.y = Math.max(pdf.y, belowLabel) + mm(0.8);
    pdf.x = left;
  }
}

/** Drawn by hand: the library's own tables read the font anew for every cell, which takes seconds with a Chinese one. */
function writeTable(pdf: PDFKit.PDFDocument, { columns, rows }: TableSection): void {
  const widths = columnWidths(pdf, columns);
  const heads = columns.map(({ label }) => label);
  const bodyHeight = pdf.page.height - pdf.page.margins.top - pdf.page.margins.bottom;
  pdf.font('regular').fontSize(CELL_SIZE);
  const headHeight = rowHeight(pdf, heads, widths);
  const head = (): void => {
    writeRow(pdf, heads, { widths, columns, height: headHeight, fill: '#f2f2f2' });
  };
  keepTogether(pdf, headHeight + mm(12));
  head();
  for (const row of rows) {
    const height = rowHeight(pdf, row, widths);
    if (headHeight + height > bodyHeight) {
      writeFields(pdf, { fields: row.map((value, index) => ({ label: heads[index] ?? '', value })) });
      pdf.font('regular').fontSize(CELL_SIZE);
      continue;
    }
    if (keepTogether(pdf, height)) head();
    writeRow(pdf, row, { widths, columns, height, fill: null });
  }
  pdf.x = pdf.page.margins.left;
  pdf.y += mm(1.5);
}

function columnWidths(pdf: PDFKit.PDFDocument, columns: TableSection['columns']): readonly number[] {
  const fixed = columns.map(({ holds }) => FIXED_WIDTHS[holds]);
  const taken = fixed.reduce((sum, width) => sum + width, 0);
  const shares = fixed.filter((width) => width === 0).length;
  return fixed.map((width) => (width === 0 ? (widthOf(pdf) - taken) / shares : width));
}

const rowHeight = (pdf: PDFKit.PDFDocument, row: readonly string[], widths: readonly number[]): number =>
  2 * PADDING +
  Math.max(...row.map((text, index) => pdf.heightOfString(text || ' ', { width: textWidth(widths, index) })));

const textWidth = (widths: readonly number[], index: number): number => (widths[index] ?? 0) - 2 * PADDING;

const isNumber = (holds: ColumnContent | undefined): boolean => holds === 'count' || holds === 'amount';

interface RowStyle {
  readonly widths: readonly number[];
  readonly columns: TableSection['columns'];
  readonly height: number;
  readonly fill: string | null;
}

function writeRow(
  pdf: PDFKit.PDFDocument,
  row: readonly string[],
  { widths, columns, height, fill }: RowStyle,
): void {
  const top = pdf.y;
  let left = pdf.page.margins.left;
  for (const [index, text] of row.entries()) {
    const width = widths[index] ?? 0;
    pdf.lineWidth(0.5).rect(left, top, width, height);
    if (fill === null) pdf.stroke(RULE);
    else pdf.fillAndStroke(fill, RULE);
    const align = isNumber(columns[index]?.holds) ? 'right' : 'left';
    pdf
      .fillColor('black')
      .text(text, left + PADDING, top + PADDING, { width: textWidth(widths, index), align });
    left += width;
  }
  pdf.y = top + height;
}

/** Begins a page where less than this is left of the present one, and says so. */
function keepTogether(pdf: PDFKit.PDFDocument, height: number): boolean {
  const isFull = pdf.y + height > pdf.page.height - pdf.page.margins.bottom;
  if (isFull) pdf.addPage();
  return isFull;
}

function rule(pdf: PDFKit.PDFDocument): void {
  const { left } = pdf.page.margins;
  pdf
    .moveTo(left, pdf.y)
    .lineTo(left + widthOf(pdf), pdf.y)
    .lineWidth(1)
    .stroke('black');
  pdf.moveDown(0.5);
}

const widthOf = ({ page }: PDFKit.PDFDocument): number => page.width - page.margins.left - page.margins.right;

function numberPages(pdf: PDFKit.PDFDocument, { foot, pageOf }: CaseDocument): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    pdf.switchToPage(page);
    const { left, bottom } = pdf.page.margins;
    const y = pdf.page.height - bottom + mm(4);
    // Text below the margin would begin a page of its own.
    pdf.page.margins.bottom = 0;
    pdf.font('regular').fontSize(8).fillColor(GREY);
    const options = { width: widthOf(pdf), lineBreak: false } as const;
    pdf.text(foot, left, y, options);
    pdf.text(pageOf(page - start + 1, count), left, y, { ...options, align: 'right' });
    pdf.page.margins.bottom = bottom;
  }
}

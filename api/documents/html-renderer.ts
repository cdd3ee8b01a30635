import type { CaseDocument, FieldSection, Section, TableSection } from './document.ts';

const STYLE = `
  body { font: 14px/1.5 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1a1a1a;
    max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
  header { border-bottom: 2px solid #1a1a1a; margin-bottom: 1rem; }
  header p { margin: 0; color: #555; }
  h1 { font-size: 1.5rem; margin: 0.25rem 0 0.5rem; }
  h2 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
  dl { display: grid; grid-template-columns: minmax(8rem, 12rem) 1fr; gap: 0.15rem 1rem; margin: 0; }
  dt { color: #555; }
  dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border: 1px solid #bbb; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top;
    overflow-wrap: anywhere; }
  th { background: #f2f2f2; }
  .signature { display: block; max-width: 16rem; max-height: 7rem; margin-top: 0.5rem; border: 1px solid #bbb; }
  .number { text-align: right; white-space: nowrap; }
  footer { border-top: 1px solid #bbb; margin-top: 2rem; color: #555; font-size: 0.85rem; }
  @media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`;

/** A document as one page of HTML that needs nothing else. What people wrote is text there, never markup. */
export function renderHtml(document: CaseDocument): string {
  const { language, title, number, company, head, sections, foot, pictures } = document;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`${title} ${number}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p>${escape(company)}</p>
<h1>${escape(title)}</h1>
</header>
${fieldList(head)}
${sections.map((section) => sectionOf(section, pictures)).join('\n')}
<footer><p>${escape(foot)}</p></footer>
</body>
</html>
`;
}

function sectionOf(section: Section, pictures: CaseDocument['pictures']): string {
  const body = section.type === 'fields' ? fieldsAndPicture(section, pictures) : tableOf(section);
  return `<section>\n<h2>${escape(section.title)}</h2>\n${body}\n</section>`;
}

function fieldsAndPicture(section: FieldSection, pictures: CaseDocument['pictures']): string {
  const picture = section.picture === undefined ? undefined : pictures.get(section.picture);
  if (picture === undefined) return fieldList(section);
  const source = `data:${picture.mediaType};base64,${picture.bytes.toString('base64')}`;
  return `${fieldList(section)}\n<img class="signature" alt="${escape(section.title)}" src="${source}">`;
}

const fieldList = ({ fields }: FieldSection): string =>
  `<dl>\n${fields.map(({ label, value }) => `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`).join('\n')}\n</dl>`;

function tableOf({ columns, rows }: TableSection): string {
  const attributes = columns.map(({ holds }) =>
    holds === 'count' || holds === 'amount' ? ' class="number"' : '',
  );
  const cells = (row: readonly string[]): string =>
    row.map((value, index) => `<td${attributes[index] ?? ''}>${escape(value)}</td>`).join('');
  const heads = columns.map(({ label }, index) => `<th${attributes[index] ?? ''}>${escape(label)}</th>`);
  return `<table>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody>
</table>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);

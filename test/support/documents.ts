import { extractText, getDocumentProxy } from 'unpdf';
import type { Story } from './story.ts';
import type { Answer } from './world.ts';

export interface DocumentView {
  readonly number: string;
  readonly kind: string;
  readonly title: string;
  readonly revision: number | null;
  readonly createdAt: string;
}

/** The documents that somebody sees in the list of a case. */
export async function documentsOf(story: Story, who: string): Promise<readonly DocumentView[]> {
  const { body } = await story.world.call(who, 'GET', `/v1/cases/${story.caseId}/documents`);
  return (body as { items: readonly DocumentView[] }).items;
}

/** Downloads a document by what its number adds to the case's, with a query after it. */
export async function download(story: Story, who: string, suffix: string, accept: string): Promise<Answer> {
  const { number } = await story.read();
  return story.world.download(who, `/v1/cases/${story.caseId}/documents/${String(number)}${suffix}`, accept);
}

/** The text of each page of a PDF. */
export async function pagesOfPdf(bytes: Buffer): Promise<readonly string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: false });
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}

/** The text of a PDF as a person would copy it, without the breaks of its lines. */
export async function textOfPdf(bytes: unknown): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes as Buffer));
  const { text } = await extractText(pdf, { mergePages: true });
  return text.replaceAll(/\s+/g, ' ');
}

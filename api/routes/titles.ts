import type { FastifyRequest } from 'fastify';
import type { Database } from '../../db/client.ts';
import { templatesRepository } from '../../db/repositories/templates.repository.ts';
import type { LabelTopic } from '../../workflows/domain/messages.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import type { Reader, Titles } from '../schemas/case-bodies.ts';

const TOPICS: readonly LabelTopic[] = ['phase', 'task', 'commitment', 'approval'];

/** Titles change with a release at most; a new one is seen this soon. */
const READ_AGAIN_AFTER_MS = 60_000;

/** Says who reads and how things are called to them; titles are kept for a minute. */
export function createReaders(db: Database): (request: FastifyRequest) => Promise<Reader> {
  const titlesIn = createTitleReader(db);
  return async ({ principal }) => ({ principal, titles: await titlesIn(principal.language) });
}

function createTitleReader(db: Database): (language: string) => Promise<Titles> {
  const kept = new Map<string, { readonly readAt: number; readonly titles: Promise<Titles> }>();
  return (wished) => {
    const language = LANGUAGES.find((known) => known === wished) ?? LANGUAGES[0];
    const last = kept.get(language);
    if (last !== undefined && performance.now() - last.readAt < READ_AGAIN_AFTER_MS) return last.titles;
    const titles = readTitles(db, language);
    kept.set(language, { readAt: performance.now(), titles });
    titles.catch(() => kept.delete(language));
    return titles;
  };
}

async function readTitles(db: Database, language: string): Promise<Titles> {
  const labels = await templatesRepository(db).listLabels(TOPICS, language);
  const texts = new Map(labels.map(({ topic, key, text }) => [`${topic}/${key}`, text]));
  return (topic, code) => texts.get(`${topic}/${code}`) ?? code;
}

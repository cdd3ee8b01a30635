import type { FastifyRequest } from 'fastify';
import type { Database } from '../../db/client.ts';
import { perDatabase } from '../../db/per-database.ts';
import { templatesRepository } from '../../db/repositories/templates.repository.ts';
import { timedCache } from '../../db/timed-cache.ts';
import type { LabelTopic } from '../../workflows/domain/messages.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import type { Reader, Titles } from '../schemas/case-bodies.ts';

const TOPICS: readonly LabelTopic[] = ['phase', 'task', 'commitment', 'approval'];

/** Titles change with a release at most; a new one is seen this soon. */
const READ_AGAIN_AFTER_MS = 60_000;

/** Says who reads and how things are called to them; titles are kept for a minute. */
export function createReaders(db: Database): (request: FastifyRequest) => Promise<Reader> {
  const titlesIn = titleReader(db);
  return async ({ principal }) => {
    const language = LANGUAGES.find((known) => known === principal.language) ?? LANGUAGES[0];
    return { principal, titles: await titlesIn(language) };
  };
}

/** All routes of a process share what was read. */
const titleReader = perDatabase((db) =>
  timedCache<Titles>(READ_AGAIN_AFTER_MS, async (language) => {
    const labels = await templatesRepository(db).listLabels(TOPICS, language);
    const texts = new Map(labels.map(({ topic, key, text }) => [`${topic}/${key}`, text]));
    return (topic, code) => texts.get(`${topic}/${code}`) ?? code;
  }),
);

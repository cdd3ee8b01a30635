import type { FastifyRequest } from 'fastify';
import type { Database } from '../../db/client.ts';
import { perDatabase } from '../../db/per-database.ts';
import { templatesRepository } from '../../db/repositories/templates.repository.ts';
import { timedCache } from '../../db/timed-cache.ts';
import type { LabelTopic } from '../../workflows/domain/messages.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import type { Reader, Titles } from '../schemas/case-bodies.ts';

const TOPICS: readonly LabelTopic[] = [
  'caseKind',
  'phase',
  'task',
  'commitment',
  'approval',
  'command',
  'field',
  'choice',
];

/** Titles change with a release at most; a new one is seen this soon. */
const READ_AGAIN_AFTER_MS = 60_000;

/** Says who reads and how things are called to them; titles are kept for a minute. */
export function createReaders(db: Database): (request: FastifyRequest) => Promise<Reader> {
  const titlesIn = createTitleReader(db);
  return async ({ principal }) => ({ principal, titles: await titlesIn(principal.language) });
}

/** Titles in a language; in the first one there is where it is none of ours. */
export function createTitleReader(db: Database): (language: string) => Promise<Titles> {
  const titlesIn = titleReader(db);
  return (wished) => titlesIn(LANGUAGES.find((known) => known === wished) ?? LANGUAGES[0]);
}

/** All routes of a process share what was read. */
const titleReader = perDatabase((db) =>
  timedCache<Titles>(READ_AGAIN_AFTER_MS, async (language) => {
    const labels = await templatesRepository(db).listLabels(TOPICS, language);
    const texts = new Map(labels.map(({ topic, key, text }) => [`${topic}/${key}`, text]));
    return (topic, ...codes) => {
      const titled = codes.find((code) => texts.has(`${topic}/${code}`));
      return texts.get(`${topic}/${titled ?? ''}`) ?? codes.at(-1) ?? '';
    };
  }),
);

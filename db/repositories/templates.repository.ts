import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Database } from '../client.ts';
import { labels, messageTemplates } from '../schema/templates.ts';
import { explainViolations, requireFound, requireWritten } from './support.ts';

/** One stored version of a message's text in one language. */
export type MessageTemplate = typeof messageTemplates.$inferSelect;

/** A title that people read. */
export type Label = typeof labels.$inferSelect;

const FAULTS = {
  message_templates_version_once: { pointer: '/version', message: 'is stored already' },
};

/** Texts of messages in versions that never change, and the titles they name things by. */
export const templatesRepository = (db: Database) => {
  const findOptional = async (kind: string, language: string): Promise<MessageTemplate | undefined> =>
    (
      await db
        .select()
        .from(messageTemplates)
        .where(and(eq(messageTemplates.kind, kind), eq(messageTemplates.language, language)))
        .orderBy(desc(messageTemplates.version))
        .limit(1)
    )[0];

  return {
    /** The latest version in exactly that language. */
    findOptional,

    /** The latest version in the first of the wished languages that the kind is written in. */
    findByKind: async (kind: string, languages: readonly string[]): Promise<MessageTemplate> => {
      for (const language of languages) {
        const template = await findOptional(kind, language);
        if (template !== undefined) return template;
      }
      throw new DomainError(
        'NOT_FOUND',
        `There is no template of message ${kind} in ${languages.join(' or ')}`,
      );
    },

    findVersion: async (id: string): Promise<MessageTemplate> =>
      requireFound(
        (await db.select().from(messageTemplates).where(eq(messageTemplates.id, id)))[0],
        'message template',
        id,
      ),

    /** The latest version of every kind in every language. */
    listLatest: async (): Promise<MessageTemplate[]> =>
      db
        .selectDistinctOn([messageTemplates.kind, messageTemplates.language])
        .from(messageTemplates)
        .orderBy(asc(messageTemplates.kind), asc(messageTemplates.language), desc(messageTemplates.version)),

    listVersions: async (kind: string, language: string): Promise<MessageTemplate[]> =>
      db
        .select()
        .from(messageTemplates)
        .where(and(eq(messageTemplates.kind, kind), eq(messageTemplates.language, language)))
        .orderBy(desc(messageTemplates.version)),

    /** Adds the version after the latest one. */
    addVersion: async (
      template: Pick<MessageTemplate, 'kind' | 'language' | 'subject' | 'text' | 'short'>,
      createdAt: Instant,
    ): Promise<MessageTemplate> =>
      explainViolations(FAULTS, async () => {
        const latest = await findOptional(template.kind, template.language);
        const version = (latest?.version ?? 0) + 1;
        return requireWritten(
          await db
            .insert(messageTemplates)
            .values({ ...template, version, createdAt })
            .returning(),
        );
      }),

    /** Titles of the given topics, in one language. */
    listLabels: async (topics: readonly string[], language: string): Promise<Label[]> =>
      db
        .select()
        .from(labels)
        .where(and(inArray(labels.topic, [...topics]), eq(labels.language, language)))
        .orderBy(asc(labels.topic), asc(labels.key)),
  };
};

import { max, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Transaction } from '../client.ts';
import { LABEL_PRESETS } from '../presets/labels.ts';
import { MESSAGE_TEMPLATES } from '../presets/message-templates/index.ts';
import { labels, messageTemplates } from '../schema/templates.ts';

/** Message templates and the titles they name things by. */
export async function seedTexts(tx: Transaction, at: Instant): Promise<void> {
  await seedTemplates(tx, at);
  await seedLabels(tx);
}

async function seedTemplates(tx: Transaction, at: Instant): Promise<void> {
  const { kind, language, version } = messageTemplates;
  const stored = await tx
    .select({ kind, language, version: max(version) })
    .from(messageTemplates)
    .groupBy(kind, language);
  const latest = new Map(stored.map((row) => [`${row.kind} ${row.language}`, row.version ?? 0]));
  const newer = MESSAGE_TEMPLATES.filter(
    (template) => template.version > (latest.get(`${template.kind} ${template.language}`) ?? 0),
  );
  if (newer.length === 0) return;
  await tx.insert(messageTemplates).values(newer.map((template) => ({ ...template, createdAt: at })));
}

/** Titles belong to the release: they follow its codes. */
async function seedLabels(tx: Transaction): Promise<void> {
  await tx
    .insert(labels)
    .values([...LABEL_PRESETS])
    .onConflictDoUpdate({
      target: [labels.topic, labels.key, labels.language],
      set: { text: sql`excluded.text` },
      setWhere: sql`${labels.text} <> excluded.text`,
    });
}

import { query } from '../../local/postgres.ts';
import type { ReceivedMessage } from '../../local/mailbox/message-store.ts';
import type { Story } from './story.ts';

/** What a case has left behind everywhere, told without its own ids, so that two cases can be compared. */
export interface Traces {
  readonly outcome: unknown;
  readonly timeline: readonly string[];
  readonly movements: readonly string[];
  readonly money: readonly string[];
  /** Kind and state of each message in the outbox. */
  readonly messages: readonly string[];
  /** Message-IDs that arrived, each once however often it did. */
  readonly arrived: readonly string[];
}

/** `mailbox`: everything that has arrived there, for whatever case. */
export async function tracesOf(story: Story, mailbox: readonly ReceivedMessage[]): Promise<Traces> {
  const { caseId, world } = story;
  const list = async (sql: string): Promise<readonly string[]> => {
    const rows = (await query(world.databaseUrl, sql, [caseId])) as { text: string }[];
    return rows.map(({ text }) => text);
  };
  const { outcome } = await story.read();
  return {
    outcome,
    timeline: await list(
      `select replace(concat_ws(' ', kind, data ->> 'task', data ->> 'subject', data ->> 'of', data ->> 'to'),
                      case_id::text, 'case') as text
         from timeline_events where case_id = $1 order by seq`,
    ),
    movements: await list(
      `select concat_ws(' ', kind, quantity) as text from stock_movements where case_id = $1 order by id`,
    ),
    money: await list(
      `select concat_ws(' ', kind, amount_minor) as text from money_entries where case_id = $1 order by id`,
    ),
    messages: (
      await list(`select concat_ws(' ', kind, status) as text from messages where case_id = $1`)
    ).toSorted(),
    arrived: arrivedFor(
      caseId,
      mailbox,
      await list(
        `select concat(d.digest_id, ' ', m.id, case m.recipient_type when 'role' then '.' || d.recipient_id end) as text
           from message_deliveries d join messages m on m.id = d.message_id
          where m.case_id = $1 and d.digest_id is not null`,
      ),
    ),
  };
}

/**
 * A repeat of a mail is known by its Message-ID (RFC 5322 section 3.6.4), so a mailbox shows it once. A digest counts as
 * the mails that its notices would have been; `inDigests`: id of the digest and of such a mail.
 */
function arrivedFor(
  caseId: string,
  mailbox: readonly ReceivedMessage[],
  inDigests: readonly string[],
): readonly string[] {
  const told = inDigests.map((pair) => pair.split(' ') as [string, string]);
  const ids = mailbox.flatMap(({ messageId }) => {
    if (messageId === null) return [];
    const members = told.filter(([digestId]) => messageId.includes(digestId));
    if (members.length > 0) return members.map(([digestId, id]) => messageId.replace(digestId, id));
    return messageId.includes(caseId) ? [messageId] : [];
  });
  return [...new Set(ids)].map((id) => id.replace(caseId, 'case')).toSorted();
}

/** Numbers of the timeline from the first to the last. */
export async function timelineNumbers({ caseId, world }: Story): Promise<readonly number[]> {
  const sql = 'select seq from timeline_events where case_id = $1 order by seq';
  const rows = (await query(world.databaseUrl, sql, [caseId])) as { seq: number }[];
  return rows.map(({ seq }) => seq);
}

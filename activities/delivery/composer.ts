import type { Database } from '../../db/client.ts';
import { outboxRepository, type OutboxMessage } from '../../db/repositories/outbox.repository.ts';
import { type MessageTemplate, templatesRepository } from '../../db/repositories/templates.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { LABEL_TOPICS, REFERENCE_VARIABLES } from '../../workflows/domain/messages.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import { type RenderedMessage, renderMessage, type RenderVariables } from '../adapters/message-renderer.ts';
import type { MessageRecipient } from './recipients.ts';
import { timedCache } from '../../db/timed-cache.ts';

/** A message in the words that its recipient reads. */
export interface MessageText extends RenderedMessage {
  readonly language: Language;
}

/** Why there are no words for it: the template is missing, or it and the variables do not fit. */
interface TextFault {
  readonly fault: string;
}

export type Composer = (
  message: OutboxMessage,
  recipient: MessageRecipient,
) => Promise<MessageText | TextFault>;

/** A changed text or title is in use within this time. */
const TEXTS_KEPT_MS = 30_000;

/** Puts messages into words: the recipient's language if the kind is written in it, else the company's first one. */
export function composer(db: Database): Composer {
  const texts = templatesRepository(db);
  const outbox = outboxRepository(db);
  const templateOf = timedCache(TEXTS_KEPT_MS, (key) => {
    const [kind = '', ...languages] = key.split(' ');
    return texts.findByKind(kind, languages);
  });
  const labelsIn = timedCache(TEXTS_KEPT_MS, async (language) => {
    const labels = await texts.listLabels(LABEL_TOPICS, language);
    return new Map(labels.map(({ topic, key, text }) => [`${topic}.${key}`, text]));
  });

  const write = async (message: OutboxMessage, recipient: MessageRecipient): Promise<MessageText> => {
    const wished = [recipient.language, ...message.companyLanguages];
    const template = await templateOf([message.kind, ...wished].join(' '));
    const language = languageOf(template);
    const variables = variablesOf(message, recipient, language);
    const rendered = renderMessage(template, variables, {
      language,
      timeZone: recipient.timeZone,
      currency: message.currency,
      labels: await labelsIn(language),
      names: await outbox.listNames(referencesIn(variables), language),
    });
    return { ...rendered, language };
  };

  return async (message, recipient) => {
    try {
      return await write(message, recipient);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { fault: withoutValues(error.message) };
    }
  };
}

/** Every stored template is in one of the languages that the product speaks. */
const languageOf = (template: MessageTemplate): Language => template.language as Language;

function variablesOf(
  message: OutboxMessage,
  recipient: MessageRecipient,
  language: Language,
): RenderVariables {
  const { caseNumber, phase, productModel, companyNames } = message;
  return {
    ...(message.variables as RenderVariables),
    caseNumber,
    phase,
    recipientName: recipient.name,
    companyName: companyNames[language] ?? Object.values(companyNames)[0] ?? '',
    ...(productModel === null ? {} : { productModel }),
  };
}

function referencesIn(variables: RenderVariables): readonly string[] {
  return Object.entries(variables)
    .filter(([name]) => name in REFERENCE_VARIABLES)
    .map(([, value]) => String(value));
}

/** What stands where a code is expected may be anything that somebody typed (S-01). */
function withoutValues(fault: string): string {
  return fault.replace(/tells ".*" as/s, 'tells something as');
}

import { isMessageKind, MESSAGE_KINDS, type MessageKind } from '../../../workflows/domain/messages.ts';
import { LANGUAGES, type Language } from '../../../workflows/domain/policy/choices.ts';
import { EN_CUSTOMER } from './en-customer.ts';
import { EN_STAFF } from './en-staff.ts';
import type { MessageText } from './text.ts';
import { ZH_CN_CUSTOMER } from './zh-cn-customer.ts';
import { ZH_CN_STAFF } from './zh-cn-staff.ts';

/** One version of a message's words in one language, as a row of `message_templates`. */
export interface MessageTemplatePreset extends MessageText {
  readonly kind: MessageKind;
  readonly language: Language;
  readonly version: number;
}

const TEXTS: Readonly<Record<Language, Readonly<Record<MessageKind, MessageText>>>> = {
  'zh-CN': { ...ZH_CN_CUSTOMER, ...ZH_CN_STAFF },
  en: { ...EN_CUSTOMER, ...EN_STAFF },
};

export const MESSAGE_TEMPLATES: readonly MessageTemplatePreset[] = LANGUAGES.flatMap((language) =>
  Object.keys(MESSAGE_KINDS)
    .filter(isMessageKind)
    .map((kind) => ({ kind, language, version: 1, ...TEXTS[language][kind] })),
);

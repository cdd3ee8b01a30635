import type { Language } from '../../../workflows/domain/policy/choices.ts';

/** One title in every language. */
export type LabelText = Readonly<Record<Language, string>>;

export const label = (zh: string, en: string): LabelText => ({ 'zh-CN': zh, en });

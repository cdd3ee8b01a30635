import type { Language } from '../../../workflows/domain/policy/choices.ts';

/** How lines of quotations and fee details read that no catalogue has a name for. */
interface ChargeTexts {
  readonly labour: (minutes: number) => string;
  readonly visit: (zone: string) => string;
}

export const CHARGE_TEXTS: Readonly<Record<Language, ChargeTexts>> = {
  'zh-CN': {
    labour: (minutes) => `人工（${minutes} 分钟）`,
    visit: (zone) => `上门（${zone}）`,
  },
  en: {
    labour: (minutes) => `Labour (${minutes} minutes)`,
    visit: (zone) => `Visit (${zone})`,
  },
};

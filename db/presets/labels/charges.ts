import type { RefundCause } from '../../../workflows/domain/money.ts';
import type { Language } from '../../../workflows/domain/policy/choices.ts';
import { label, type LabelText } from './label.ts';

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

/** What money is given back for, on refund notes (repair §7 `refund/<cause>`). */
export const REFUND_CAUSES: Readonly<Record<RefundCause, LabelText>> = {
  payment: label('多付款项', 'Paid beyond what was due'),
  fee: label('实际费用低于已付金额', 'The fees came to less than was paid'),
  settlement: label('结算差额', 'Difference at the settlement'),
  visitFee: label('上门费减免', 'Visit fee waived'),
  substitute: label('替代配件差价', 'Cheaper substitute part'),
  replacement: label('更换差价', 'Difference for the replacement'),
  placed: label('款项无对应费用', 'Payment that nothing was due for'),
  ending: label('维修提前结束', 'The repair ended early'),
  granted: label('特批退款', 'Refund granted'),
};

import { variablesOf, type MessageKind } from '../../workflows/domain/messages.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';

const AT = Date.parse('2026-06-02T10:00:00+08:00');

const CODES: Readonly<Record<string, string>> = {
  taskKind: 'agreeAppointment',
  question: 'answerQuote',
  what: 'repair',
  subject: 'requisition',
  how: 'climbed',
  decision: 'refused',
  outcome: 'repaired',
  options: 'wait,replacement',
  ground: 'daysInRepair',
  reasons: 'safety',
  place: 'workshop',
  methods: 'bank,cash',
  channel: 'email',
  nextChannel: 'sms',
  messageKind: 'proposal',
  ownerRole: 'manager',
  part: 'H1',
};

const TEXTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': {
    reason: '供应商延迟发货',
    technicianName: '吴刚',
    ownerName: '王磊',
    formerOwnerName: '李娜',
    partName: '缓冲铰链',
    substituteName: '普通铰链',
    productName: '橡木衣柜',
    deviceName: '台式冷藏柜',
    receiptNumber: 'RP-20260529-0007-U',
    condition: '外观良好',
    accessories: '电源线',
    measures: '更换铰链并调整柜门',
    partsTold: '缓冲铰链（原厂）',
    summary: '柜门已修复',
    text: '配件今天发出',
    notices: '1. 逾期升级（第1级）：维修完成',
    link: 'https://s.example/7f3k',
    skills: '制冷维修',
    linkedCaseNumber: 'RX-20260530-0001',
    reference: 'PO-2026-118',
    productModel: 'WD-2200',
    year: '2026',
  },
  en: {
    reason: 'the supplier is late',
    technicianName: 'Wu Gang',
    ownerName: 'Wang Lei',
    formerOwnerName: 'Li Na',
    partName: 'Soft-close hinge',
    substituteName: 'Hinge 105°',
    productName: 'Oak wardrobe',
    deviceName: 'Cooler CL-200',
    receiptNumber: 'RP-20260529-0007-U',
    condition: 'good',
    accessories: 'power cord',
    measures: 'replace the hinge and adjust the door',
    partsTold: 'Soft-close hinge (original)',
    summary: 'the door has been repaired',
    text: 'the part leaves the maker today',
    notices: '1. Overdue (level 1), repair',
    link: 'https://s.example/7f3k',
    skills: 'refrigeration',
    linkedCaseNumber: 'RX-20260530-0001',
    reference: 'PO-2026-118',
    productModel: 'WD-2200',
    year: '2026',
  },
};

/** Believable values for the variables of a kind: all of them, or only those that are required. */
export function sampleVariables(
  kind: MessageKind,
  which: 'all' | 'required',
  language: Language,
): Record<string, string | number> {
  const names = [...variablesOf(kind)].filter(([, { optional }]) => which === 'all' || !optional);
  return Object.fromEntries(
    names
      .filter(([name]) => !['caseNumber', 'recipientName', 'companyName', 'phase'].includes(name))
      .map(([name]) => [name, sampleOf(name, language)]),
  );
}

function sampleOf(name: string, language: Language): string | number {
  if (name === 'windowTo') return AT + 2 * 3_600_000;
  if (/(?:At|Until|From)$/.test(name)) return AT;
  if (name.endsWith('Minor')) return 128_000;
  if (['level', 'quantity', 'round', 'count'].includes(name)) return 2;
  const value = CODES[name] ?? TEXTS[language][name];
  if (value === undefined) throw new Error(`No sample of "${name}"`);
  return value;
}

import type { RepairForms } from '../repair.forms.ts';

/* What the process knows already of an answer, so that whoever fills in a form corrects and does not copy (A6.2). */

/** Facts that the process showed with the task. */
type About = Readonly<Record<string, unknown>>;
type Proposal<Kind extends keyof RepairForms> = (about: About) => Partial<RepairForms[Kind]>;

interface LineShown {
  readonly lineId: string;
  readonly partName: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly issued: number;
  readonly consumed: number;
  readonly inHand: number;
}
type ChargedLine = RepairForms['feeDetail']['lines'][number];

/** Lines of a requisition or of money, as the task shows them: each reader takes the fields of its own kind. */
const linesOf = (about: About) => (about['lines'] ?? []) as readonly (LineShown & ChargedLine)[];

/** The field alone, and nothing where the process does not know it. */
function known<Name extends string, Value>(name: Name, value: Value | null | undefined) {
  return (value === null || value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
}

const chargedLines = (about: About): ChargedLine[] =>
  linesOf(about).map(({ kind, text, partId, quantity, amountMinor }) => ({
    ...{ kind, text, quantity, amountMinor },
    ...(partId === undefined ? {} : { partId }),
  }));

const proposals: { readonly [Kind in keyof RepairForms]?: Proposal<Kind> } = {
  classify: ({ place, site }) => ({
    ...known('place', place as RepairForms['classify']['place'] | null),
    ...known('site', site as RepairForms['classify']['site'] | null),
  }),
  assign: ({ proposed }) =>
    known('technicianId', (proposed as readonly { readonly personId: string }[])[0]?.personId),
  agreeAppointment: ({ place, site }) => ({
    ...(place === 'onSite' || place === 'workshop' ? { place } : {}),
    ...known('site', site as RepairForms['agreeAppointment']['site'] | null),
  }),
  quote: (about) => ({ lines: chargedLines(about) }),
  answerQuote: ({ revision }) => known('revision', revision as number | undefined),
  reviewCoverage: ({ coverage }) =>
    known('decision', coverage as RepairForms['reviewCoverage']['decision'] | null),
  confirmPayment: ({ outstandingMinor }) => known('amountMinor', outstandingMinor as number),
  handInCash: ({ amountMinor }) => known('amountMinor', amountMinor as number),
  issueParts: (about) => ({
    lines: linesOf(about).map(({ lineId, reserved }) => ({ lineId, quantity: reserved })),
  }),
  handOnParts: (about) => ({
    lines: linesOf(about).map(({ lineId, inHand }) => ({ lineId, quantity: inHand })),
  }),
  doWork: (about) => ({
    consumed: linesOf(about).map(({ lineId, issued, consumed }) => ({
      ...{ lineId, quantity: issued - consumed },
    })),
  }),
  handOver: ({ parts, substitutes }) => {
    const told = [...(parts as readonly string[]), ...(substitutes as readonly string[])];
    return told.length === 0 ? {} : { partsTold: [...new Set(told)].join(', ') };
  },
  proposeScrap: ({ repairCostMinor, unitValueMinor }) => ({
    ...known('repairCostMinor', repairCostMinor as number | null),
    ...known('unitValueMinor', unitValueMinor as number | null),
  }),
  scrapUnit: ({ disposal }) => known('disposal', disposal as RepairForms['scrapUnit']['disposal']),
  returnParts: (about) => ({
    lines: linesOf(about)
      .filter(({ inHand }) => inHand > 0)
      .map(({ lineId, inHand }) => ({ lineId, good: inHand, damaged: 0, lost: 0 })),
  }),
  feeDetail: (about) => ({ lines: chargedLines(about) }),
  costFees: (about) => ({
    lines: linesOf(about).map(({ kind, amountMinor }) => ({
      ...{ kind, costMinor: amountMinor },
      account: about['account'] as RepairForms['costFees']['lines'][number]['account'],
    })),
  }),
  settleBalance: ({ toRefundMinor }) => (toRefundMinor === 0 ? { method: 'none' } : {}),
};

/** The fields of a task's form that are known already; instants in epoch milliseconds. */
export function proposalOf(kind: string, about: About): Readonly<Record<string, unknown>> {
  const propose = (proposals as Readonly<Record<string, (about: About) => object>>)[kind];
  return propose === undefined ? {} : { ...propose(about) };
}

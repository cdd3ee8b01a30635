import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../db/presets/policies/index.ts';
import { COMPANIES, print, printAuthority, printRow, type Row } from './policy-notation.ts';

const AUTHORITY_A = 'lead 20000, manager 200000, general_manager ∞';

const CHOICES: readonly Row[] = [
  [
    'leadRole / dispatchRole',
    (r) => `${r.leadRole} / ${r.dispatchRole}`,
    [
      'repair_lead / repair_lead',
      'repair_lead / repair_lead',
      'repair_lead / agent',
      'department_head / sales_manager',
      'manager / manager',
    ],
  ],
  [
    'ownerByRound; complaintAtNo',
    (r) => `${Object.values(r.ownerByRound).join(' / ')}; ${r.complaintAtNo}`,
    [
      'lead / manager / general_manager; 3',
      'lead / manager / general_manager; 3',
      'agent / manager / general_manager; 3',
      'sales_manager / manager / general_manager; 2',
      'manager / manager / general_manager; 2',
    ],
  ],
  [
    'urgentWhen',
    (r) => r.urgentWhen.join(', '),
    [
      'safety, seriousDefect',
      'safety',
      'safety, outOfUse',
      'safety, productionStopped',
      'foodAtRisk, safety',
    ],
  ],
  [
    'remoteRole; helpFrom',
    (r) => `${r.remoteRole.general} / ${r.remoteRole.technical}; ${r.helpFrom.join(', ')}`,
    [
      'agent / technical_support; production, technical_support',
      'agent / lead; lead',
      'agent / technical_support; technical_support',
      'agent / technical_support; production, technical_support',
      'agent / technical_support; maker',
    ],
  ],
  [
    'planAuthority',
    (r) => printAuthority(r.planAuthority),
    [
      'lead 100000, manager 500000, general_manager ∞',
      'lead 100000, manager 500000, general_manager ∞',
      'lead 100000, manager 500000, general_manager ∞',
      'lead 100000, manager 500000, general_manager ∞',
      'lead 100000, manager 200000, general_manager ∞',
    ],
  ],
  [
    'freeAuthority',
    (r) => printAuthority(r.freeAuthority),
    [AUTHORITY_A, AUTHORITY_A, AUTHORITY_A, AUTHORITY_A, 'lead 0, manager 200000, general_manager ∞'],
  ],
  [
    'refundAuthority; deferAuthority',
    (r) => `${printAuthority(r.refundAuthority)}; ${printAuthority(r.deferAuthority)}`,
    [
      'finance 50000, manager 500000, general_manager ∞; manager 200000, general_manager ∞',
      'finance 50000, manager 500000, general_manager ∞; manager 200000, general_manager ∞',
      'finance 50000, manager 500000, general_manager ∞; manager 200000, general_manager ∞',
      'finance 50000, manager 500000, general_manager ∞; manager 200000, general_manager ∞',
      '–; –',
    ],
  ],
  [
    'scrapAuthority; uneconomicPercent',
    (r) => `${printAuthority(r.scrapAuthority)}; ${r.uneconomicPercent}`,
    [
      'manager 200000, general_manager ∞; 60',
      'manager 200000, general_manager ∞; 60',
      'manager 200000, general_manager ∞; 60',
      'manager 0, general_manager ∞; 70',
      'manager 500000, general_manager ∞; 50',
    ],
  ],
  [
    'payBefore; paymentMethods; visitFeeMinor',
    (r) => `${r.payBefore ?? '–'}; ${r.paymentMethods.join(', ')}; ${r.visitFeeMinor}`,
    [
      'true; bank, cash; 0',
      'true; bank, cash, online; 5000',
      'true; bank, cash, online; 0',
      'true; bank; 0',
      '–; ; 0',
    ],
  ],
  [
    'visitFeeBesideRepair',
    (r) => String(r.visitFeeBesideRepair),
    ['false', 'false', 'false', 'false', 'false'],
  ],
  [
    'feeChainFor; substitutes; testBy',
    (r) => `${r.feeChainFor}; ${r.substitutes}; ${r.testBy}`,
    [
      'all; told; technician',
      'chargeable; told; technician',
      'chargeable; told; technician',
      'chargeable; asked; inspector',
      'all; told; technician',
    ],
  ],
  [
    'loanOffer',
    (r) => (r.loanOffer.when === 'workshopWait' ? print(r.loanOffer.longerThan) : r.loanOffer.when),
    ['3 d T', 'never', '3 d T', 'never', 'firstVisit'],
  ],
  [
    'workmanshipDays; extendWarrantyByRepairTime; rights',
    (r) =>
      `${r.workmanshipDays ?? '–'}; ${r.extendWarrantyByRepairTime}; ` +
      (r.rights ? Object.values(r.rights).join(' / ') : 'none'),
    [
      '90; true; 2 / 30 / 90',
      '90; true; 2 / 30 / 90',
      '90; true; 2 / 30 / 90',
      '90; true; none',
      '–; false; none',
    ],
  ],
  [
    'pausedBy',
    (r) => r.pausedBy.join(', '),
    [
      'waitingForCustomer, waitingForParts, thirdParty, forceMajeure, recall',
      'waitingForCustomer, waitingForParts, thirdParty, forceMajeure, recall',
      'waitingForCustomer, waitingForParts, thirdParty, forceMajeure, recall',
      'waitingForCustomer, waitingForParts, thirdParty, forceMajeure, recall',
      'waitingForCustomer, forceMajeure, recall',
    ],
  ],
  [
    'followUpManners; reworkOn / reworkBelowScore',
    (r) => `${r.followUpManners.join(', ')}; ${r.reworkOn.join(', ')} / ${r.reworkBelowScore}`,
    [
      'phone, form, visit; no / 60',
      'phone, sms; no / 60',
      'phone, form; no / 60',
      'visit, letter, phone; no / 60',
      'phone, visit; no, partly / 80',
    ],
  ],
  [
    'satisfactionTarget; resolutionTarget',
    (r) =>
      `${r.satisfactionTarget.join('/')}; ${r.resolutionTarget.generalPercent}/${r.resolutionTarget.complexPercent}`,
    ['90; 95/95', '90; 95/95', '90; 95/90', '95/97/98; 95/95', '100; 100/100'],
  ],
  [
    'planApprovalWhen',
    ({ planApprovalWhen: when }) =>
      [
        ...(when.always ? ['always'] : []),
        ...(when.costFromMinor === null ? [] : [`cost from ${when.costFromMinor}`]),
        ...(when.complex ? ['complex'] : []),
        ...(when.safety ? ['safety'] : []),
      ].join(', '),
    [
      'always',
      'cost from 30000, safety',
      'complex, safety',
      'cost from 30000, safety',
      'cost from 50000, safety',
    ],
  ],
  [
    'scope',
    (r) => `${r.scope.ownership}: ${r.scope.categories.join(', ')}`,
    [
      'sold: hardware, software, part',
      'sold: furniture',
      'sold: hardware, software, part, furniture, cooler, dispenser',
      'sold: hardware, software, part, furniture, cooler, dispenser',
      'lent: cooler, dispenser',
    ],
  ],
  [
    'priceList; numberRule',
    (r) => `${r.priceList}; ${r.numberRule}`,
    Array<string>(5).fill('standard; RP-{yyyyMMdd}-{seq4}') as unknown as Row[2],
  ],
];

describe('the preset policies carry the choices of the policy table', () => {
  it.each(CHOICES)('%s', (_fields, read, printed) => {
    expect(printRow(read)).toEqual(printed);
  });
});

describe('the preset policies', () => {
  it('are in version 1, in Chinese time and currency, on the shipped calendars', () => {
    for (const company of COMPANIES) {
      expect(POLICIES[company]).toMatchObject({
        company,
        version: 1,
        timeZone: 'Asia/Shanghai',
        calendar: { workingTime: 'office', aroundTheClock: 'always' },
        currency: 'CNY',
        languages: ['zh-CN', 'en'],
      });
    }
  });
});

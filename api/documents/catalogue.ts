import type { CaseKind } from '../../workflows/domain/cases.ts';
import type { DocumentType } from './document-type.ts';
import { dispatchSheet } from './kinds/dispatch-sheet.ts';
import { feeDetail } from './kinds/fee-detail.ts';
import { followUpRecord } from './kinds/follow-up-record.ts';
import { loanNote } from './kinds/loan-note.ts';
import { plan } from './kinds/plan.ts';
import { quotation } from './kinds/quotation.ts';
import { receipt } from './kinds/receipt.ts';
import { refundNote } from './kinds/refund-note.ts';
import { register } from './kinds/register.ts';
import { repairReport } from './kinds/repair-report.ts';
import { replacementNote } from './kinds/replacement-note.ts';
import { requisition } from './kinds/requisition.ts';
import { scrapNote } from './kinds/scrap-note.ts';
import { serviceSheet } from './kinds/service-sheet.ts';
import { survey } from './kinds/survey.ts';
import { testRecord } from './kinds/test-record.ts';
import { unitReceipt } from './kinds/unit-receipt.ts';

/** Documents of a repair, in the order of their making (repair process, section 8). */
const REPAIR_DOCUMENTS: readonly DocumentType[] = [
  register,
  dispatchSheet,
  unitReceipt,
  loanNote,
  plan,
  quotation,
  requisition,
  repairReport,
  testRecord,
  serviceSheet,
  scrapNote,
  replacementNote,
  feeDetail,
  receipt,
  refundNote,
  followUpRecord,
  survey,
];

const DOCUMENTS: Readonly<Partial<Record<CaseKind, readonly DocumentType[]>>> = { repair: REPAIR_DOCUMENTS };

/** The kinds of documents that a case may have; for its customer, those of the customer's file. */
export function documentTypesOf(kind: CaseKind, forCustomer: boolean): readonly DocumentType[] {
  return (DOCUMENTS[kind] ?? []).filter(({ inCustomersFile }) => inCustomersFile || !forCustomer);
}

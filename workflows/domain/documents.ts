/** Kinds of documents of a repair, in the order of their making (repair process, section 8). */
export const DOCUMENT_KINDS = [
  'register',
  'dispatchSheet',
  'unitReceipt',
  'loanNote',
  'plan',
  'quotation',
  'requisition',
  'repairReport',
  'testRecord',
  'serviceSheet',
  'scrapNote',
  'replacementNote',
  'feeDetail',
  'receipt',
  'refundNote',
  'followUpRecord',
  'survey',
] as const;

export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** For whom a document is written: the company's own paper tells more than the customer's file (section 8). */
export const DOCUMENT_AUDIENCES = ['company', 'customer'] as const;

export type DocumentAudience = (typeof DOCUMENT_AUDIENCES)[number];

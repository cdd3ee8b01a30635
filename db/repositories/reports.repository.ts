import { sql } from 'drizzle-orm';
import type { CaseKind } from '../../workflows/domain/cases.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { ProductCategory, UnitOwnership } from '../../workflows/domain/policy/choices.ts';
import { perDatabase } from '../per-database.ts';
import type { Database } from '../client.ts';

/** What somebody reports, as far as the database is asked about it. */
export interface Report {
  readonly kind: CaseKind;
  /** The case that the report is to open. */
  readonly caseId: string;
  /** Null for a customer who is not on file. */
  readonly customerId: string | null;
  /** Null: the one that the customer dealt with last, or the only one. */
  readonly company: string | null;
  readonly productModel: string;
  readonly serialNumber: string | null;
  readonly openedAt: Instant;
}

export interface ReportingContact {
  readonly id: string;
  readonly language: string;
}

export interface ReportingCustomer {
  readonly id: string;
  readonly language: string;
  readonly active: boolean;
  /** Those who still speak for the customer, the first one entered first. */
  readonly contacts: readonly ReportingContact[];
}

/** An open case of the same unit, which a new report may repeat. */
export interface PossibleDuplicate {
  readonly caseId: string;
  readonly number: string;
  readonly phase: string;
  readonly customerId: string | null;
}

/** What is on record about a report before a case is opened for it. */
export interface ReportFacts {
  /** The case is there already: from an earlier try, or under the same external reference. */
  readonly isOpened: boolean;
  readonly customer: ReportingCustomer | null;
  /** The company that is asked; null when nothing says which. */
  readonly company: string | null;
  /** Its policy version in force at the opening. */
  readonly policyId: string | null;
  /** Null for a product that is not in the catalogue. */
  readonly category: ProductCategory | null;
  readonly unit: { readonly customerId: string; readonly ownership: UnitOwnership } | null;
  readonly duplicates: readonly PossibleDuplicate[];
}

const { placeholder } = sql;
const caseId = sql`${placeholder('caseId')}::uuid`;
const customerId = sql`${placeholder('customerId')}::uuid`;
const productModel = sql`${placeholder('productModel')}::text`;
const serialNumber = sql`${placeholder('serialNumber')}::text`;

/** The company asked, the one that the customer dealt with last, or the only one that there is. */
const COMPANY = sql`coalesce(
  ${placeholder('company')}::text,
  (select company from cases where customer_id = ${customerId} order by opened_at desc limit 1),
  (select min(company) from policies having count(distinct company) = 1))`;

const CUSTOMER = sql<ReportingCustomer | null>`(
  select json_build_object('id', id, 'language', language, 'active', active, 'contacts', (
    select coalesce(json_agg(json_build_object('id', id, 'language', language) order by created_at, id), '[]')
    from contacts where customer_id = customers.id and active))
  from customers where id = ${customerId})`;

const UNIT = sql<ReportFacts['unit']>`(
  select json_build_object('customerId', customer_id, 'ownership', ownership)
  from units join products on products.id = product_id
  where model = ${productModel} and serial_number = ${serialNumber})`;

const DUPLICATES = sql<readonly PossibleDuplicate[]>`(
  select coalesce(json_agg(json_build_object(
    'caseId', id, 'number', number, 'phase', phase, 'customerId', customer_id) order by opened_at), '[]')
  from cases
  where closed_at is null and kind = ${placeholder('kind')} and details ->> 'serialNumber' = ${serialNumber}
    and coalesce(details ->> 'productModel', ${productModel}) = ${productModel} and id <> ${caseId})`;

const factsOf = perDatabase((db) =>
  db
    .select({
      isOpened: sql<boolean>`exists (select from cases where id = ${caseId})`,
      customer: CUSTOMER,
      company: sql<string | null>`asked.company`,
      policyId: sql<string | null>`(
        select id from policies
        where company = asked.company and valid_from_at <= ${placeholder('openedAt')}::timestamptz
        order by version desc limit 1)`,
      category: sql<ProductCategory | null>`(select category from products where model = ${productModel})`,
      unit: UNIT,
      duplicates: DUPLICATES,
    })
    .from(sql`(select ${COMPANY} as company) as asked`)
    .prepare('find_report_facts'),
);

/** Reports of customers before they are cases: everything that is looked up for one, in one round trip. */
export const reportsRepository = (db: Database) => ({
  findFacts: async (report: Report): Promise<ReportFacts> => {
    const openedAt = new Date(report.openedAt).toISOString();
    const [facts] = await factsOf(db).execute({ ...report, openedAt });
    if (facts === undefined) throw new Error('PostgreSQL gave no row for a report');
    return facts;
  },
});

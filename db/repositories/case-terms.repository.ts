import { eq } from 'drizzle-orm';
import type { Currency } from '../../workflows/domain/money.ts';
import { LANGUAGES, type Language } from '../../workflows/domain/policy/choices.ts';
import type { Database } from '../client.ts';
import { cases } from '../schema/cases.ts';
import { caseAccounts } from '../schema/money.ts';
import { policies } from '../schema/policies.ts';
import { requireFound } from './support.ts';

/** Terms of a case that stay as they were when it was opened (design idea 9). */
export interface CaseTerms {
  /** What its documents and messages to the customer are written in. */
  readonly language: Language;
  /** Of its money account; of its policy while it has none. */
  readonly currency: Currency;
  /** IANA zone of the company's days and months. */
  readonly timeZone: string;
  /** As it signs in each language. */
  readonly companyName: Readonly<Record<Language, string>>;
}

/** Reads the terms that effects of a case work under. */
export const caseTermsRepository = (db: Database) => ({
  findByCase: async (caseId: string): Promise<CaseTerms> => {
    const [row] = await db
      .select({ language: cases.language, policy: policies.document, currency: caseAccounts.currency })
      .from(cases)
      .innerJoin(policies, eq(policies.id, cases.policyId))
      .leftJoin(caseAccounts, eq(caseAccounts.caseId, cases.id))
      .where(eq(cases.id, caseId));
    const { language, policy, currency } = requireFound(row, 'case', caseId);
    const [first = LANGUAGES[0]] = policy.languages;
    return {
      language: LANGUAGES.find((known) => known === language) ?? first,
      currency: currency ?? policy.currency,
      timeZone: policy.timeZone,
      companyName: policy.name,
    };
  },
});

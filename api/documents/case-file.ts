import type { Database } from '../../db/client.ts';
import { approvalsRepository } from '../../db/repositories/approvals.repository.ts';
import { type CaseName, caseNamesRepository } from '../../db/repositories/case-names.repository.ts';
import { casePartsRepository } from '../../db/repositories/case-parts.repository.ts';
import { type CaseTerms, caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import { customersRepository } from '../../db/repositories/customers.repository.ts';
import { evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { feesRepository } from '../../db/repositories/fees.repository.ts';
import { moneyRepository } from '../../db/repositories/money.repository.ts';
import { quotesRepository } from '../../db/repositories/quotes.repository.ts';
import { requisitionsRepository } from '../../db/repositories/requisitions.repository.ts';
import { tasksRepository } from '../../db/repositories/tasks.repository.ts';
import { timelineRepository, type TimelineRow } from '../../db/repositories/timeline.repository.ts';
import type { Actor } from '../../workflows/domain/actors.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { RepairForms } from '../../workflows/repair/repair.forms.ts';
import { nameAt } from './names.ts';

/** A task of a repair that was done, with its form. */
export interface Done<Form> {
  readonly id: string;
  readonly form: Form;
  readonly about: Readonly<Record<string, unknown>>;
  readonly at: Instant;
  readonly by: Actor;
  readonly round: number;
  readonly attempt: number;
}

type DoneOf<Kind extends keyof RepairForms> = Done<RepairForms[Kind]>;

/** The records of one case that documents are made of. Each is read when a document first asks for it. */
export interface CaseFile {
  readonly found: CaseRow;
  readonly terms: CaseTerms;
  /** The tasks of a kind that were done, in order. */
  done<Kind extends keyof RepairForms>(kind: Kind): Promise<readonly DoneOf<Kind>[]>;
  /** The entries of the timeline of these kinds, in order. */
  events(...kinds: readonly string[]): Promise<readonly TimelineRow[]>;
  readonly approvals: Records<ReturnType<typeof approvalsRepository>['listByCase']>;
  readonly names: Records<ReturnType<typeof caseNamesRepository>['listByCase']>;
  /** Whose case it was then: as the customer was called, and where they lived. */
  readonly customer: (at: Instant) => Promise<CustomerOfCase | null>;
  readonly files: Records<ReturnType<typeof evidenceRepository>['listByCase']>;
  readonly quotes: Records<ReturnType<typeof quotesRepository>['listByCase']>;
  readonly quoteLines: Records<ReturnType<typeof quotesRepository>['listLines']>;
  readonly requisitions: Records<ReturnType<typeof requisitionsRepository>['listByCase']>;
  readonly partLines: Records<ReturnType<typeof casePartsRepository>['listLinesOfCase']>;
  readonly issuedPieces: Records<ReturnType<typeof casePartsRepository>['listIssued']>;
  readonly feeDetails: Records<ReturnType<typeof feesRepository>['listByCase']>;
  readonly feeLines: Records<ReturnType<typeof feesRepository>['listLinesByCase']>;
  readonly account: Records<ReturnType<typeof moneyRepository>['accountOf']>;
  readonly moneyEntries: Records<ReturnType<typeof moneyRepository>['listEntriesByCase']>;
}

type Records<List extends (...args: never[]) => Promise<unknown>> = () => ReturnType<List>;

export interface CustomerOfCase {
  readonly name: string;
  readonly address: string | null;
}

/** Opens the file of a case. */
export async function openCaseFile(db: Database, found: CaseRow): Promise<CaseFile> {
  const { id } = found;
  const terms = await caseTermsRepository(db).findByCase(id);
  const parts = casePartsRepository(db);
  const quotes = once(() => quotesRepository(db).listByCase(id));
  const names = once(() => caseNamesRepository(db).listByCase(id));
  const completed = once(() => tasksRepository(db).listCompletedOfCase(id));
  return {
    found,
    terms,
    done: async <Kind extends keyof RepairForms>(kind: Kind) =>
      (await completed())
        .filter((task) => task.kind === kind)
        .map(({ form, endedAt, endedBy, ...task }) => ({
          ...{ id: task.id, about: task.about, round: task.round, attempt: task.attempt },
          ...{ form: form as RepairForms[Kind], at: endedAt, by: endedBy },
        })),
    events: (...kinds) => timelineRepository(db).listByKinds(id, kinds),
    approvals: once(() => approvalsRepository(db).listByCase(id)),
    names,
    customer: async (at) => customerOf(db, found, await names(), at),
    files: once(() => evidenceRepository(db).listByCase(id)),
    quotes,
    quoteLines: once(async () => quotesRepository(db).listLines((await quotes()).map((quote) => quote.id))),
    requisitions: once(() => requisitionsRepository(db).listByCase(id)),
    partLines: once(() => parts.listLinesOfCase(id)),
    issuedPieces: once(() => parts.listIssued(id)),
    feeDetails: once(() => feesRepository(db).listByCase(id)),
    feeLines: once(() => feesRepository(db).listLinesByCase(id)),
    account: once(() => moneyRepository(db).accountOf(id)),
    moneyEntries: once(() => moneyRepository(db).listEntriesByCase(id)),
  };
}

/** Reads at the first call, and gives the same to whoever asks later. */
function once<Read>(read: () => Promise<Read>): () => Promise<Read> {
  let reading: Promise<Read> | null = null;
  return () => (reading ??= read());
}

async function customerOf(
  db: Database,
  { customerId }: CaseRow,
  names: readonly CaseName[],
  at: Instant,
): Promise<CustomerOfCase | null> {
  if (customerId === null) return null;
  const known = nameAt(names, customerId, at);
  if (known !== undefined) return { name: known.nameZh, address: known.address };
  const { name, address } = await customersRepository(db).findById(customerId);
  return { name, address };
}

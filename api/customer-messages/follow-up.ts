import { type CaseRow, casesRepository } from '../../db/repositories/cases.repository.ts';
import type { CustomerMessage } from '../../db/repositories/customer-messages.repository.ts';
import { reportsRepository } from '../../db/repositories/reports.repository.ts';
import type { CustomerActor } from '../../workflows/domain/actors.ts';
import { excerptOf } from '../../workflows/domain/customer-messages.ts';
import { openingClock } from '../prechecks/repair-opening.ts';
import { prepareRepair, type RepairReport, reportOf } from '../prechecks/repair-report.ts';
import { derivedId } from '../routes/request-keys.ts';
import type { CaseApiDependencies } from '../routes/case-access.ts';

/** What a closed repair knows of its unit and its place. */
interface ReportedBefore {
  readonly productModel: string;
  readonly serialNumber: string | null;
  readonly lot: string | null;
  readonly purchasedOn: string | null;
  readonly orderNumber: string | null;
  readonly address: string | null;
  readonly region: string | null;
}

/** A mail comes by mail; whoever sends an SMS does so from a telephone. */
const CHANNELS = { email: 'email', wechat: 'wechat', sms: 'phone' } as const;

/**
 * A customer answers after their repair has ended in silence: their answer opens it again as a new report of the same
 * unit, which keeps the warranty of the first one (repair process, 9). However many they send, there is one follow-up of
 * a repair, opened from the first that comes.
 * @returns the case, or null while it is being opened; asked again, it is the same one.
 */
export async function followUpOf(
  deps: Pick<CaseApiDependencies, 'db' | 'gateway' | 'config' | 'now'>,
  message: CustomerMessage,
  ended: CaseRow,
  by: CustomerActor,
): Promise<CaseRow | null> {
  const { db, gateway, config, now } = deps;
  const caseId = derivedId('followUp', ended.id);
  const known = await casesRepository(db).findOptionalById(caseId);
  if (known !== undefined) return known;
  const wished = config.adjustableClocks ? message.receivedAt : undefined;
  const opening = { caseId, clock: openingClock(now(), wished, config.adjustableClocks) };
  const report = reportFrom(message, ended, by);
  const facts = await reportsRepository(db).findFacts(reportOf(report, opening));
  const prepared = await prepareRepair(deps, report, opening, facts, (reporter) => {
    if (reporter.isNew) throw new Error('A follow-up is of a customer on file');
    return Promise.resolve(reporter);
  });
  if ((await gateway.openCase('repair', prepared)) === 'pending') return null;
  return casesRepository(db).findById(caseId);
}

/** Whether a case was opened from a message, and so has all that it says; of several, one was the first. */
export function isOpenedFrom({ receivedAt, details }: CaseRow, message: CustomerMessage): boolean {
  const { description } = details as unknown as Pick<NewRepair, 'description'>;
  return receivedAt === message.receivedAt && description === excerptOf(message.text);
}

type NewRepair = RepairReport['body'];

function reportFrom(message: CustomerMessage, ended: CaseRow, actor: CustomerActor): RepairReport {
  const { productModel, address, region, ...unit } = ended.details as unknown as ReportedBefore;
  const { serialNumber, lot, purchasedOn, orderNumber } = unit;
  return {
    principal: { actor, scopes: [], language: 'en', timeZone: 'UTC' },
    body: {
      channel: CHANNELS[message.channel],
      receivedAt: message.receivedAt,
      company: ended.company,
      unit: { productModel, ...known({ serialNumber, lot, purchasedOn, orderNumber }) },
      ...(address !== null && { site: { address, ...known({ region }) } }),
      description: excerptOf(message.text),
      evidence: [...message.attachments],
      repeatOf: ended.id,
    },
  };
}

type Known<Facts> = { [Name in keyof Facts]?: NonNullable<Facts[Name]> };

function known<Facts extends object>(facts: Facts): Known<Facts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)) as Known<Facts>;
}

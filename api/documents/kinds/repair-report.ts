import type { RepairForms } from '../../../workflows/repair/repair.forms.ts';
import type { CaseFile, Done } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';
import { pieceSection } from './common.ts';

type Worked = Done<RepairForms['doWork']>;

/** Repair report (维修报告, C2.2, R-13): cause, measures, parts and time of one attempt. */
export const repairReport: DocumentType = {
  kind: 'repairReport',
  suffix: /^-W\d+\.\d+$/,
  inCustomersFile: true,
  issues: async (file) => {
    const attempts = Map.groupBy(await file.done('doWork'), ({ round, attempt }) => `-W${round}.${attempt}`);
    return [...attempts].map(([suffix, sessions]) => ({
      suffix,
      revision: null,
      createdAt: Math.max(...sessions.map(({ at }) => at)),
      write: (pen) => write(pen, file, sessions),
    }));
  },
};

async function write(pen: Pen, file: CaseFile, sessions: readonly Worked[]): Promise<Section<Words>[]> {
  const begun = sessions[0]?.at ?? 0;
  const found = (await file.done('diagnose')).findLast(({ at }) => at <= begun);
  const minutes = sessions.reduce((sum, { form }) => sum + form.minutes, 0);
  return [
    ...(found === undefined ? [] : diagnosis(pen, found)),
    ...pen.table(
      'work',
      ['startedAt', 'finishedAt', 'minutes', 'measures', 'result', 'reason', 'by'],
      sessions.map(({ form, at, by }) => ({
        startedAt: pen.instant(form.startedAt),
        finishedAt: pen.instant(form.finishedAt),
        minutes: pen.number(form.minutes),
        measures: form.measures,
        result: pen.answer('workResult', form.result),
        reason: form.reason,
        by: pen.actor(by, at),
      })),
    ),
    ...pen.fields('total', { minutes: pen.number(minutes) }),
    ...pieceSection(
      pen,
      sessions.flatMap(({ form }) => form.consumed ?? []),
      await file.partLines(),
      begun,
    ),
    ...pen.table(
      'oldParts',
      ['part', 'serial', 'keptBy'],
      sessions
        .flatMap(({ form }) => form.oldParts ?? [])
        .map(({ part, serial, keptBy }) => ({ part, serial, keptBy: pen.answer('keptBy', keptBy) })),
    ),
  ];
}

const diagnosis = (pen: Pen, { form }: Done<RepairForms['diagnose']>): Section<Words>[] =>
  pen.fields('diagnosis', {
    faultCode: form.faultCode,
    fault: form.fault,
    rootCause: form.rootCause,
    location: form.location,
    causedBy: pen.answer('causedBy', form.causedBy),
    coverage: pen.answer('coverage', form.coverage),
  });

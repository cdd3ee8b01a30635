import { DomainError } from '../../workflows/domain/errors.ts';

const UNIT_MS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 } as const;

const DURATION =
  /^P(?=\d|T\d)(?:(?<days>\d{1,5})D)?(?:T(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,7})M)?(?:(?<seconds>\d{1,9})S)?)?$/;

/** Reads an ISO 8601 duration of days, hours, minutes and seconds as milliseconds; months have no fixed length. */
export function fromIsoDuration(text: string): number {
  const parts = DURATION.exec(text)?.groups;
  if (parts === undefined) {
    throw new DomainError('MALFORMED', `${JSON.stringify(text)} is not a duration such as P3DT4H30M`);
  }
  return Object.entries(UNIT_MS).reduce((sum, [unit, ms]) => sum + Number(parts[unit] ?? 0) * ms, 0);
}

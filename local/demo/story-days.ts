/** The demo organisation's clock: China has no daylight saving, so its offset is always the same. */
const OFFSET = '+08:00';
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const MONDAY = 1;

/** An instant of a story: `on(0, '09:00')` is nine o'clock of its first day, in Shanghai. */
export type OnDay = (day: number, clock: string) => string;

/** A story that begins on the first Monday after an instant. */
export function fromNextMonday(now: number): OnDay {
  const today = new Date(now + OFFSET_MS);
  const daysToMonday = (MONDAY - today.getUTCDay() + 7) % 7 || 7;
  return (day, clock) => {
    const date = new Date(today.getTime() + (daysToMonday + day) * DAY_MS).toISOString().slice(0, 10);
    return `${date}T${clock}:00${OFFSET}`;
  };
}

/** `Mon 06-01 10:10`, in Shanghai. */
export function shortInstant(iso: string): string {
  const local = new Date(Date.parse(iso) + OFFSET_MS);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][local.getUTCDay()] ?? '';
  return `${weekday} ${local.toISOString().slice(5, 16).replace('T', ' ')}`;
}

import type { OutboxFigures } from './outbox.ts';
import type { HistoryFigures } from './repair-history.ts';
import type { Comparison, SideFigures } from './rounds.ts';
import type { RoundTrips } from './round-trips.ts';
import type { WorkingTimeFigures } from './working-time.ts';

export interface ProcessFigures {
  readonly startSeconds: number;
  readonly readyMiB: number;
  /** After all measurements. */
  readonly loadedMiB: number;
}

export interface Figures {
  readonly measuredAt: string;
  readonly machine: { readonly cores: number; readonly node: string; readonly loadBefore: number };
  readonly callers: number;
  readonly opening: Comparison;
  readonly step: Comparison;
  readonly outbox: OutboxFigures;
  readonly repair: HistoryFigures;
  readonly repairWithPart: HistoryFigures;
  readonly openingRoundTrips: RoundTrips;
  readonly stepRoundTrips: RoundTrips;
  readonly workingTime: WorkingTimeFigures;
  readonly api: ProcessFigures;
  readonly worker: ProcessFigures;
}

/** The figures as people read them. */
export function reportOf(figures: Figures): string {
  const { opening, step, repair, repairWithPart, workingTime, api, worker, machine } = figures;
  return [
    `${figures.measuredAt}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore.toFixed(1)}`,
    '',
    `${figures.callers} callers              ops/s   median      p95   ratio (aim ≥ 0.8)`,
    comparisonRow('open, bare SDK', opening.bare),
    comparisonRow('open, REST', opening.ours, opening),
    comparisonRow('step, bare SDK', step.bare),
    comparisonRow('step, REST', step.ours, step),
    `  messages: ${figures.outbox.waiting} waited when the load ended, ${figures.outbox.sentPerSecond.toFixed(0)}/s then`,
    '',
    'Processor ms per operation',
    processorRow('open, bare SDK', opening.bare),
    processorRow('open, REST', opening.ours),
    processorRow('step, bare SDK', step.bare),
    processorRow('step, REST', step.ours),
    '',
    'A whole repair                      events   billable actions   (aim ≤ 120 and ≤ 25)',
    historyRow('without parts', repair),
    historyRow('with a part', repairWithPart),
    '',
    'SQL round trips per operation       API   worker (with the message of an opening)',
    roundTripsRow('open', figures.openingRoundTrips),
    roundTripsRow('step', figures.stepRoundTrips),
    '',
    'Working time (aim ≤ 5 µs)',
    `  due a year of hours away ${workingTime.dueInHoursMicros.toFixed(2)} µs, 250 working days ${workingTime.dueInDaysMicros.toFixed(2)} µs, with four pauses ${workingTime.dueWithPausesMicros.toFixed(2)} µs`,
    `  elapsed over a year ${workingTime.elapsedMicros.toFixed(2)} µs; compiling a year ${workingTime.compileYearMs.toFixed(2)} ms`,
    '',
    'Processes         ready after   memory then   after the load',
    processRow('API', api),
    processRow('worker', worker),
  ].join('\n');
}

function comparisonRow(name: string, figures: SideFigures, comparison?: Comparison): string {
  const { perSecond, medianMs, p95Ms } = figures;
  const numbers = [perSecond.toFixed(0).padStart(10), ms(medianMs), ms(p95Ms)].join('');
  if (comparison === undefined) return `  ${name.padEnd(16)}${numbers}`;
  const pairs = comparison.ratios.map((ratio) => ratio.toFixed(2)).join(' ');
  return `  ${name.padEnd(16)}${numbers}   ${comparison.ratio.toFixed(2)}  (pairs: ${pairs})`;
}

function processorRow(name: string, { processorMs }: SideFigures): string {
  const total = Object.values(processorMs).reduce((sum, spent) => sum + spent, 0);
  const parts = Object.entries(processorMs).map(([process, spent]) => `${process} ${spent.toFixed(1)}`);
  return `  ${name.padEnd(16)}${total.toFixed(1).padStart(10)}   ${parts.join(', ')}`;
}

const ms = (value: number): string => `${value.toFixed(0)} ms`.padStart(9);

function historyRow(name: string, { events, billableActions, actions }: HistoryFigures): string {
  const parts = Object.entries(actions).map(([action, count]) => `${action} ${count}`);
  return `  ${name.padEnd(34)}${String(events).padStart(6)}${String(billableActions).padStart(19)}   ${parts.join(', ')}`;
}

function roundTripsRow(name: string, { api, worker }: RoundTrips): string {
  return `  ${name.padEnd(31)}${api.toFixed(1).padStart(6)}${worker.toFixed(1).padStart(9)}`;
}

function processRow(name: string, { startSeconds, readyMiB, loadedMiB }: ProcessFigures): string {
  return `  ${name.padEnd(15)}${`${startSeconds.toFixed(1)} s`.padStart(12)}${`${readyMiB} MiB`.padStart(14)}${`${loadedMiB} MiB`.padStart(17)}`;
}

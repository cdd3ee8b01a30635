import { type ProcessorTime, spentPerOperation } from './processor-time.ts';

/** One way to do a thing: `once` does it one time, and is false when there is nothing left to do it with. */
export interface Side {
  /** Gathers what the next round works on; not measured. */
  readonly prepare?: () => Promise<void>;
  readonly once: () => Promise<boolean>;
}

/** How one side did in one round. */
interface Round {
  readonly operations: number;
  readonly perSecond: number;
  readonly processorMs: ProcessorTime;
}

/** How one side did over all rounds. */
export interface SideFigures {
  readonly operations: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Of one operation, by process: what is left of the comparison when other work slows the machine down. */
  readonly processorMs: ProcessorTime;
}

export interface Comparison {
  readonly ours: SideFigures;
  readonly bare: SideFigures;
  /** Median, over the pairs of rounds, of our operations per second through the bare ones. */
  readonly ratio: number;
  /** The same of each pair, in the order they were run. */
  readonly ratios: readonly number[];
}

export interface Plan {
  readonly callers: number;
  readonly pairs: number;
  readonly roundMs: number;
  /** Processor time that the processes have spent so far. */
  readonly spentMs: () => ProcessorTime;
}

/**
 * Measures both sides in short rounds that take turns (A B, B A, …), so that whatever else slows the machine down
 * slows both.
 */
export async function compare(ours: Side, bare: Side, plan: Plan): Promise<Comparison> {
  const latencies = { ours: [] as number[], bare: [] as number[] };
  const rounds = { ours: [] as Round[], bare: [] as Round[] };
  for (let pair = 0; pair < plan.pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const name of order) {
      const side = name === 'ours' ? ours : bare;
      rounds[name].push(await runRound(side, plan, latencies[name]));
    }
  }
  const ratios = rounds.ours.map(({ perSecond }, pair) => perSecond / (rounds.bare[pair]?.perSecond ?? 1));
  return {
    ours: figuresOf(rounds.ours, latencies.ours),
    bare: figuresOf(rounds.bare, latencies.bare),
    ratio: quantile(ratios, 0.5),
    ratios,
  };
}

async function runRound(
  side: Side,
  { callers, roundMs, spentMs }: Plan,
  latencies: number[],
): Promise<Round> {
  await side.prepare?.();
  const spentBefore = spentMs();
  const begun = performance.now();
  let operations = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - begun < roundMs) {
      const sentAt = performance.now();
      if (!(await side.once())) return;
      latencies.push(performance.now() - sentAt);
      operations += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const perSecond = (operations * 1000) / (performance.now() - begun);
  return { operations, perSecond, processorMs: spentPerOperation(spentBefore, spentMs(), operations) };
}

function figuresOf(rounds: readonly Round[], latencies: readonly number[]): SideFigures {
  return {
    operations: latencies.length,
    perSecond: quantile(
      rounds.map(({ perSecond }) => perSecond),
      0.5,
    ),
    medianMs: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    processorMs: Object.fromEntries(
      Object.keys(rounds[0]?.processorMs ?? {}).map((name) => [
        name,
        quantile(
          rounds.map(({ processorMs }) => processorMs[name] ?? 0),
          0.5,
        ),
      ]),
    ),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

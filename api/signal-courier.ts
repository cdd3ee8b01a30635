import type { FastifyBaseLogger } from 'fastify';
import type { Database } from '../db/client.ts';
import { announceCalendarChanges } from '../db/repositories/calendar-announcements.repository.ts';
import { caseLinksRepository } from '../db/repositories/case-links.repository.ts';
import { caseOwnersRepository } from '../db/repositories/case-owners.repository.ts';
import { caseSignalsRepository, type WaitingSignal } from '../db/repositories/case-signals.repository.ts';
import { massHoldsRepository } from '../db/repositories/mass-holds.repository.ts';
import { keepPayment } from '../db/repositories/unplaced-payments.repository.ts';
import { DomainError } from '../workflows/domain/errors.ts';
import type { Instant } from '../workflows/domain/limits.ts';
import type { CaseGateway } from './case-gateway.ts';
import type { CaseSignal } from './case-gateway.signals.ts';
import { createRounds } from './rounds.ts';

/** Sends the outbox of signals to cases. What is in the outbox reaches its case, whatever dies on the way. */
export interface SignalCourier {
  /** Sends these signals now; what cannot be sent yet is sent by a later round. */
  send(keys: readonly string[]): Promise<void>;
  /** Starts a round without waiting for it: looks for changed calendars, mass holds and owners who left, and sends all that waits. */
  wake(): void;
  /** Starts a round, and one every minute after it; in between it looks for news of other cases alone. */
  start(): void;
  /** Ends the rounds; resolves when what is under way is through. */
  stop(): Promise<void>;
}

type PaymentReported = Extract<CaseSignal, { name: 'paymentReported' }>['payload'];

interface CourierDependencies {
  readonly db: Database;
  readonly gateway: Pick<CaseGateway, 'signal'>;
  readonly logger: FastifyBaseLogger;
  readonly now: () => Instant;
}

const ROUND_EVERY_MS = 60_000;

/** A case that waits for another one goes on this soon after that one has closed, or has given its parts back. */
const CASES_EVERY_MS = 5_000;
const OF_OTHER_CASES = ['caseLinked', 'caseMerged', 'linkedCaseClosed', 'partsArrived'] as const;

/** A calendar change or a mass hold concerns many open cases at once; so many are told side by side. */
const AT_ONCE = 16;

const LATER = 'signals to cases could not be sent; they are sent later';

export function createSignalCourier(deps: CourierDependencies): SignalCourier {
  const { db, logger } = deps;
  const outbox = caseSignalsRepository(db);
  let looksForAll = false;
  const { wake, every, stop } = createRounds(logger, LATER, (isStopped) => {
    const isForAll = looksForAll;
    looksForAll = false;
    return round(deps, isForAll, isStopped);
  });
  const wakeForAll = (): Promise<void> => {
    looksForAll = true;
    return wake();
  };

  return {
    wake: () => {
      void wakeForAll();
    },
    send: async (keys) => {
      if (keys.length === 0) return;
      try {
        await sendAll(deps, await outbox.listWaitingByKeys(keys));
      } catch (error) {
        // Their cause is committed, and its caller must hear so.
        logger.warn({ err: error }, LATER);
      }
    },
    start: () => {
      void wakeForAll();
      every(ROUND_EVERY_MS, wakeForAll);
      every(CASES_EVERY_MS, wake);
    },
    stop,
  };
}

/** Looks for what is to be told, of everything or of other cases alone, and sends it. */
async function round(deps: CourierDependencies, isForAll: boolean, isStopped: () => boolean): Promise<void> {
  const { db, now } = deps;
  if (isForAll) {
    await announceCalendarChanges(db, now());
    await massHoldsRepository(db).queuePlaced(now());
    await caseOwnersRepository(db).queueLeft(now());
  }
  await caseLinksRepository(db).queueNews(now());
  const outbox = caseSignalsRepository(db);
  const names = isForAll ? undefined : OF_OTHER_CASES;
  let signals = await outbox.listWaiting(0, AT_ONCE, names);
  while (signals.length > 0 && !isStopped() && (await sendAll(deps, signals))) {
    signals = await outbox.listWaiting(signals.at(-1)?.id ?? 0, AT_ONCE, names);
  }
}

/** Says whether the Temporal server is there: while it is away, trying the others would only take time. */
async function sendAll(deps: CourierDependencies, signals: readonly WaitingSignal[]): Promise<boolean> {
  const { db, logger, now } = deps;
  const results = await Promise.all(signals.map((signal) => sendOne(deps, signal)));
  const settled = signals.filter((_, index) => results[index] === 'settled');
  await caseSignalsRepository(db).settle(
    settled.map(({ id }) => id),
    now(),
  );
  const isAway = results.includes('away');
  if (isAway) logger.warn('signals to cases wait for the Temporal server');
  return !isAway;
}

/** Money is not lost with the case that it came for: it waits for finance (repair process, 9). */
async function keepReported(
  { db, now }: CourierDependencies,
  caseId: string,
  reported: PaymentReported,
): Promise<void> {
  const { amountMinor, reference, paidAt, method = 'online' } = reported;
  await keepPayment(db, { caseId, amountMinor, method, reference, paidAt, because: 'CASE_CLOSED' }, now());
}

async function sendOne(
  deps: CourierDependencies,
  { key, caseId, caseKind, isCaseClosed, name, payload }: WaitingSignal,
): Promise<'settled' | 'away' | 'failed'> {
  const { gateway, logger } = deps;
  try {
    await gateway.signal({ kind: caseKind, caseId }, { name, payload } as unknown as CaseSignal);
    return 'settled';
  } catch (error) {
    const code = error instanceof DomainError ? error.code : null;
    // A case that has closed meanwhile has nothing to learn any more; the server alone may just not know it.
    if (code === 'CASE_CLOSED' && isCaseClosed) {
      if (name === 'paymentReported') await keepReported(deps, caseId, payload as unknown as PaymentReported);
      return 'settled';
    }
    if (code === 'UNAVAILABLE') return 'away';
    logger.error({ err: error, key, caseId }, 'a signal to a case failed; it is sent again later');
    return 'failed';
  }
}

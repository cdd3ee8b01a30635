import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, Story } from '../story.ts';
import type { World } from '../world.ts';

/** Longer than any answer takes on a machine that does much else; whatever is not answered by then is a fault. */
const PATIENCE_MS = 120_000;
const ASK_AGAIN_AFTER_MS = 500;

/** A world whose people ask again with the same key when they are told to (503 with `Retry-After`, design §5). */
export function patient(world: World): World {
  const call: World['call'] = async (who, method, url, body, key = randomUUID()) => {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await world.call(who, method, url, body, key);
      if (answer.status !== 503 || performance.now() > giveUpAt) return answer;
      await sleep(ASK_AGAIN_AFTER_MS);
    }
  };
  /** A case that no worker took up in time is there in any case, and shows itself a little later (202). */
  const isTakenUp = async (caseId: string): Promise<void> => {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while ((await call('song.qi', 'GET', `/v1/cases/${caseId}`)).status === 404) {
      if (performance.now() > giveUpAt) throw new Error(`Case ${caseId} was never taken up`);
      await sleep(ASK_AGAIN_AFTER_MS);
    }
  };
  const patientWorld: World = {
    ...world,
    call,
    openRepair: async (who, day, report) => {
      const { status, body } = await call(who, 'POST', '/v1/repairs', { ...report, clock: { now: at(day) } });
      if (status === 201) return new Story(patientWorld, (body as { case: { id: string } }).case.id);
      if (status !== 202) throw new Error(`Not opened: ${JSON.stringify(body)}`);
      const { caseId } = body as { caseId: string };
      await isTakenUp(caseId);
      return new Story(patientWorld, caseId);
    },
  };
  return patientWorld;
}

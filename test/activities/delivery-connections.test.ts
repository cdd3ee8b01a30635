import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { mailAdapter } from '../../activities/adapters/mail.adapter.ts';
import { createActivities } from '../../activities/index.ts';
import { createDatabase, type DatabaseHandle } from '../../db/client.ts';
import { messageRecord, openingRecord, stepRecord } from './case-records.ts';
import { openRecording, type OpenRecording } from './open-recording.ts';

let recording: OpenRecording;
let database: DatabaseHandle;
let deliveryDatabase: DatabaseHandle;
beforeAll(async () => {
  recording = await openRecording();
  database = createDatabase(recording.url, { max: 4 });
  deliveryDatabase = createDatabase(recording.url, { max: 1 });
});
afterAll(async () => {
  await database.close();
  await deliveryDatabase.close();
  await recording.close();
});

describe('the connections for sending', () => {
  it('are never waited for by a send that holds one: as many sends as connections go on', async () => {
    const { smtpUrl } = inject('stack');
    const mail = mailAdapter({ smtpUrl, from: 'After-sales <service@company.example>', connections: 1 });
    const activities = createActivities({
      ...{ database, deliveryDatabase },
      adapters: new Map([['email', mail]]),
      logger: pino({ level: 'silent' }),
      onAttempt: () => undefined,
      delayedAfterMs: 60_000,
    });
    const caseId = randomUUID();
    const message = messageRecord(caseId, { to: { type: 'role', role: 'service_lead' }, kind: 'escalated' });
    const told = { ...message, variables: { what: 'repair', level: 1, dueAt: message.queuedAt } };
    await activities.recordStep(
      stepRecord({ caseId, opening: openingRecord(recording.policyId), messages: [told] }),
    );

    const request = { caseId, messageIds: [told.id], clockOffsetMs: 0 };
    const begun = performance.now();
    const sent = await new MockActivityEnvironment().run(() => activities.deliverMessages(request));
    expect(sent).toMatchObject([{ messageId: told.id, status: 'sent' }]);
    expect(performance.now() - begun).toBeLessThan(5_000);
    mail.close();
  });
});

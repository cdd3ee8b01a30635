import { inject } from 'vitest';
import type { Environment } from '../../environment.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, openTokenIssuer } from '../../local/token-issuer.ts';
import './provided.ts';

/** Where the API processes of this test run keep evidence. */
export const evidenceFolder = (): string => `${inject('stack').scratchDir}/evidence`;

/**
 * The environment of API and worker processes on the servers of this test run. Give each test file
 * its own task queue and database, so that files can run side by side.
 */
export function stackEnvironment(
  databaseUrl: string,
  taskQueue: string,
  changes: Environment = {},
): Environment {
  const stack = inject('stack');
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_TASK_QUEUE: taskQueue,
    PAYLOAD_KEYS: stack.payloadKeys,
    ADJUSTABLE_CLOCKS: '1',
    JWKS_URL: stack.jwksUrl,
    TOKEN_ISSUER: LOCAL_ISSUER,
    TOKEN_AUDIENCE: LOCAL_AUDIENCE,
    SMTP_URL: stack.smtpUrl,
    MAIL_FROM: 'After-sales <service@example.com>',
    SMS_WEBHOOK_URL: stack.smsWebhookUrl,
    WECHAT_WEBHOOK_URL: stack.wechatWebhookUrl,
    WEBHOOK_SECRET: stack.webhookSecret,
    EVIDENCE_DIR: evidenceFolder(),
    HOST: '127.0.0.1',
    PORT: '0',
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
    ...changes,
  };
}

/** A bearer token that the API of this test run accepts, for a subject of the database. */
export async function issueToken(subject: string): Promise<string> {
  const issuer = await openTokenIssuer(inject('stack').tokenKeyFile);
  return issuer.issue(subject);
}

import { createTransport } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import type { ChannelAdapter, OutgoingMessage, SendResult } from './channel-adapter.ts';

export interface MailOptions {
  /** `smtp://` or `smtps://` with user and password. */
  readonly smtpUrl: string;
  /** Mailbox that messages come from, with a display name or without. */
  readonly from: string;
  readonly connections: number;
}

const CONNECT_WITHIN_MS = 10_000;
const SEND_WITHIN_MS = 20_000;
const IDLE_CONNECTION_MS = 30_000;

/** What a fault of SMTP tells; nodemailer's type definitions do not know it. */
interface MailFault {
  /** `ECONNECTION`, `EAUTH`, `EENVELOPE` … */
  readonly code?: string;
  /** The server's reply (RFC 5321 section 4.2). */
  readonly responseCode?: number;
  /** What the server replied to: `RCPT TO`, `DATA` … */
  readonly command?: string;
}

/** E-mail over SMTP, on connections that are kept for the next message. */
export function mailAdapter({ smtpUrl, from, connections }: MailOptions): ChannelAdapter {
  const options: SMTPPool.Options & { maxRequeues: number; idleTimeout: number } = {
    pool: true,
    url: smtpUrl,
    maxConnections: connections,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: SEND_WITHIN_MS,
    idleTimeout: IDLE_CONNECTION_MS,
    // Whether a message is tried again is the outbox's decision alone.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = createTransport(options);
  const domain = domainOf(from);
  return {
    async send(message) {
      try {
        await transport.sendMail({ ...mailOf(message, from, domain), ...limit(SEND_WITHIN_MS) });
        return { status: 'sent' };
      } catch (error) {
        return refusalOf(error as MailFault);
      }
    },
    close: () => {
      transport.close();
    },
  };
}

/** Ends a send that takes too long; nodemailer's type definitions do not know the option. */
const limit = (ms: number): object => ({ signal: AbortSignal.timeout(ms) });

function mailOf(message: OutgoingMessage, from: string, domain: string): SMTPPool.MailOptions {
  const thread = message.caseId === null ? null : `<${message.caseId}@${domain}>`;
  return {
    from,
    to: { name: message.recipientName, address: message.address },
    subject: message.subject,
    text: message.body,
    messageId: `<${message.id}@${domain}>`,
    date: new Date(message.at),
    ...(thread === null ? {} : { inReplyTo: thread, references: thread }),
    headers: {
      'Content-Language': message.language,
      // No out-of-office notices to a machine (RFC 3834 section 5).
      'Auto-Submitted': 'auto-generated',
    },
  };
}

/**
 * Only a refusal of this recipient or of this message is for good. Whatever else goes wrong, a wrong password of ours
 * included, must not cost anybody a message.
 */
function refusalOf({ code, responseCode, command }: MailFault): SendResult {
  const isAboutMessage = command === 'RCPT TO' || command === 'DATA';
  const isForGood = responseCode !== undefined && responseCode >= 500;
  const hasNoRecipient = code === 'EENVELOPE' && responseCode === undefined;
  const reason = ['SMTP', responseCode ?? code ?? 'fault', ...(command === undefined ? [] : ['at', command])];
  return {
    status: (isAboutMessage && isForGood) || hasNoRecipient ? 'failed' : 'deferred',
    reason: reason.join(' '),
    mayHaveArrived: responseCode === undefined && command !== 'CONN' && !hasNoRecipient,
  };
}

function domainOf(from: string): string {
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1];
  if (domain === undefined) throw new Error('The sender of e-mail has no domain');
  return domain;
}

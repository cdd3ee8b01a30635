import { simpleParser, type AddressObject } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MessageStore } from './message-store.ts';

/** How the mail server treats its callers. */
export const MAIL_BEHAVIOURS = ['accept', 'refuseForNow', 'refuseForGood', 'down'] as const;
export type MailBehaviour = (typeof MAIL_BEHAVIOURS)[number];

/** An SMTP server that delivers nothing and keeps everything. */
export interface SmtpSink {
  readonly url: string;
  behave(behaviour: MailBehaviour): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Listens on the port. An address whose local part ends in `+refused` is refused for good, one that
 * ends in `+busy` for now, whatever the behaviour.
 */
export async function startSmtpSink(store: MessageStore, port: number): Promise<SmtpSink> {
  let behaviour: MailBehaviour = 'accept';
  let server: SMTPServer | null = await listen(store, port, () => behaviour);
  const close = async (): Promise<void> => {
    const closing = server;
    server = null;
    if (closing !== null) {
      await new Promise<void>((resolve) => {
        closing.close(resolve);
      });
    }
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    behave: async (wanted) => {
      behaviour = wanted;
      if (wanted === 'down') await close();
      else server ??= await listen(store, port, () => behaviour);
    },
    stop: close,
  };
}

function listen(store: MessageStore, port: number, behaviour: () => MailBehaviour): Promise<SMTPServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    // Ends the sessions of pooled clients, which would otherwise keep a closing server waiting.
    closeTimeout: 200,
    onAuth: (_credentials, _session, callback) => {
      callback(null, { user: 'anyone' });
    },
    onRcptTo: ({ address }, _session, callback) => {
      callback(refusalOf(address, behaviour()));
    },
    onData: (stream, session, callback) => {
      keep(store, stream, session).then(() => {
        callback();
      }, callback);
    },
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      // Broken connections of clients that went away; the message, if any, was not accepted.
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

/** Replies of RFC 5321 §4.2.3. */
function refusalOf(address: string, behaviour: MailBehaviour): Error | null {
  if (behaviour === 'refuseForGood' || /\+refused@/.test(address)) {
    return Object.assign(new Error('5.1.1 No such mailbox'), { responseCode: 550 });
  }
  if (behaviour === 'refuseForNow' || /\+busy@/.test(address)) {
    return Object.assign(new Error('4.2.1 Mailbox busy, try again later'), { responseCode: 450 });
  }
  return null;
}

async function keep(
  store: MessageStore,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<void> {
  const mail = await simpleParser(stream);
  store.add({
    channel: 'email',
    messageId: mail.messageId ?? null,
    from: textOf(mail.from),
    to: envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? null,
    text: mail.text ?? '',
    html: typeof mail.html === 'string' ? mail.html : null,
  });
}

const textOf = (address: AddressObject | undefined): string | null => address?.text ?? null;

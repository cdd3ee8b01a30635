import type { ReceivedMessage } from './message-store.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222 }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #ddd; vertical-align: top }
  pre { white-space: pre-wrap; background: #f6f6f4; padding: 1rem }
  iframe { width: 100%; height: 30rem; border: 1px solid #ddd }`;

/** Everything received, newest first. */
export function listPage(messages: readonly ReceivedMessage[]): string {
  const rows = messages.toReversed().map(
    (message) => `<tr><td>${escape(message.receivedAt)}</td><td>${message.channel}</td>
      <td>${escape(message.to.join(', '))}</td>
      <td><a href="/messages/${message.id}/page">${escape(titleOf(message))}</a></td></tr>`,
  );
  const table = `<table><tr><th>Received</th><th>Channel</th><th>To</th><th>Subject</th></tr>${rows.join('')}</table>`;
  return page('Mailbox', messages.length === 0 ? '<p>Nothing has been sent yet.</p>' : table);
}

/** One message. Its HTML is shown in a frame that may run and load nothing. */
export function messagePage(message: ReceivedMessage): string {
  const facts = [
    ['Received', message.receivedAt],
    ['Channel', message.channel],
    ['From', message.from ?? ''],
    ['To', message.to.join(', ')],
    ['Message id', message.messageId ?? ''],
  ].map(([name, value]) => `<tr><th>${name}</th><td>${escape(value ?? '')}</td></tr>`);
  const html = message.html === null ? '' : `<iframe sandbox srcdoc="${escape(message.html)}"></iframe>`;
  return page(
    titleOf(message),
    `<table>${facts.join('')}</table><pre>${escape(message.text)}</pre>${html}<p><a href="/">All messages</a></p>`,
  );
}

const titleOf = ({ subject, text }: ReceivedMessage): string => subject ?? (text.slice(0, 80) || '(empty)');

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escape(title)}</title><style>${STYLE}</style>
<h1>${escape(title)}</h1>${body}</html>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

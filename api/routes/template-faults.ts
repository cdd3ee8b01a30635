import type { Fault } from '../../workflows/domain/errors.ts';
import { isMessageKind, variablesOf } from '../../workflows/domain/messages.ts';

/** The words of a message before its variables are filled in. */
export interface TemplateTexts {
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly short: string;
}

const PARTS = ['subject', 'text', 'short'] as const;
const TAG = /\{\{(.*?)\}\}/gs;

/**
 * What would keep a message from being written with these texts: they may use `{{variable}}` and
 * `{{#if variable}}…{{else}}…{{/if}}`, or `unless` for `if`, with the variables of their kind, and nothing else.
 */
export function templateFaults(template: TemplateTexts): Fault[] {
  const { kind } = template;
  if (!isMessageKind(kind)) return [{ pointer: '/kind', message: `names no message: "${kind}"` }];
  const names = new Set(variablesOf(kind).keys());
  if (names.has('windowFrom') && names.has('windowTo')) names.add('window');
  return PARTS.flatMap((part) =>
    textFaults(template[part], names).map((message) => ({ pointer: `/${part}`, message })),
  );
}

function textFaults(text: string, names: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const [tag, inner = ''] of text.matchAll(TAG)) {
    const [, block, name] = /^(?:#(if|unless) )?([A-Za-z]+)$/.exec(inner) ?? [];
    const [, closed] = /^\/(if|unless)$/.exec(inner) ?? [];
    if (closed !== undefined) {
      if (open.pop() !== closed) faults.push(`ends with ${tag} what it has not begun`);
    } else if (inner === 'else') {
      if (open.length === 0) faults.push('uses {{else}} outside of {{#if}} and {{#unless}}');
    } else if (name === undefined) {
      faults.push(`uses ${tag}, which is neither a variable nor {{#if}}, {{#unless}} or {{else}}`);
    } else {
      if (!names.has(name)) faults.push(`uses "${name}", but knows only ${[...names].sort().join(', ')}`);
      if (block !== undefined) open.push(block);
    }
  }
  if (open.length > 0) faults.push(`does not end {{#${open.join('}}, {{#')}}}`);
  if (/\{\{|\}\}/.test(text.replaceAll(TAG, ''))) faults.push('has a {{ or }} without its other half');
  return faults;
}

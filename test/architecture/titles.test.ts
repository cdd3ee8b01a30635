import { describe, expect, it } from 'vitest';
import { LABELS } from '../../db/presets/labels.ts';
import { MESSAGE_TEMPLATES } from '../../db/presets/message-templates/index.ts';
import { ERROR_CODES } from '../../workflows/domain/errors.ts';
import { type LabelTopic, MESSAGE_KINDS } from '../../workflows/domain/messages.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import { repairForms } from '../../workflows/repair/repair.forms.ts';
import { productFiles } from './sources.ts';

const processCode = productFiles()
  .filter(({ path }) => /^workflows\/(?!domain\/|.*forms)/.test(path))
  .map(({ text }) => text)
  .join('\n');

/** Codes given under a name, `subject: 'plan'`. */
const given = (pattern: RegExp): readonly string[] => [
  ...new Set([...processCode.matchAll(pattern)].map(([, code]) => code ?? '')),
];

/** Members of the types of that ending, `type RepairPhase = 'intake' | …`. */
const membersOf = (ending: string): readonly string[] =>
  given(new RegExp(`type [A-Z]\\w+${ending} =([^;]+);`, 'g')).flatMap((union) =>
    [...union.matchAll(/'(\w+)'/g)].map(([, member]) => member ?? ''),
  );

const untitled = (topic: LabelTopic, codes: readonly string[]): readonly string[] =>
  codes.filter((code) => !Object.hasOwn(LABELS[topic], code));

describe('what people read instead of codes', () => {
  it('titles every task', () => {
    expect(untitled('task', Object.keys(repairForms))).toEqual([]);
  });

  it.for([
    ['phase', membersOf('Phase')],
    ['outcome', membersOf('Outcome')],
    ['approval', given(/\bsubject: '(\w+)'/g)],
    ['commitment', given(/\bkind: '(\w+)',\s+(?:key|start|limit)/g)],
  ] as const)('titles every %s that a process names', ([topic, codes]) => {
    expect(codes.length).toBeGreaterThan(3);
    expect(untitled(topic, codes)).toEqual([]);
  });

  it('has a text of every message in every language', () => {
    const written = new Set(MESSAGE_TEMPLATES.map(({ kind, language }) => `${kind} ${language}`));
    const wanted = Object.keys(MESSAGE_KINDS).flatMap((kind) => LANGUAGES.map((tag) => `${kind} ${tag}`));
    expect(wanted.filter((one) => !written.has(one))).toEqual([]);
  });
});

describe('the error catalogue', () => {
  it('holds no code that nobody gives', () => {
    const code = productFiles()
      .filter(
        ({ path }) => /^(?:workflows|activities|api|db)\/.*\.ts$/.test(path) && !path.endsWith('/errors.ts'),
      )
      .map(({ text }) => text)
      .join('\n');
    expect(Object.keys(ERROR_CODES).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});

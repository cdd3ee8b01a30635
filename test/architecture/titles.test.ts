import { describe, expect, it } from 'vitest';
import { PROCESS_FORMS } from '../../api/schemas/case-forms.ts';
import { choiceCodes, fieldCodes } from '../../api/schemas/form-titles.ts';
import { LABELS } from '../../db/presets/labels.ts';
import { MESSAGE_TEMPLATES } from '../../db/presets/message-templates/index.ts';
import { ERROR_CODES } from '../../workflows/domain/errors.ts';
import { type LabelTopic, MESSAGE_KINDS } from '../../workflows/domain/messages.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import { REPAIR_OUTCOMES } from '../../workflows/domain/repair-outcomes.ts';
import { SURVEY_OUTCOMES } from '../../workflows/domain/survey-rounds.ts';
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

interface FieldSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly enum?: readonly string[];
}

const isTitled = (topic: LabelTopic, codes: readonly string[]): boolean =>
  codes.some((code) => Object.hasOwn(LABELS[topic], code));

/** Fields and choices of a form that nobody can read. */
function unreadable(form: string, schema: FieldSchema, field = ''): readonly string[] {
  const { properties = {}, items, enum: values = [] } = schema;
  return [
    ...values
      .filter((value) => !isTitled('choice', choiceCodes(form, field, value)))
      .map((value) => `choice ${form}.${field}.${value}`),
    ...(items === undefined ? [] : unreadable(form, items, field)),
    ...Object.entries(properties).flatMap(([name, inner]) => [
      ...(isTitled('field', fieldCodes(form, name)) ? [] : [`field ${form}.${name}`]),
      ...unreadable(form, inner, name),
    ]),
  ];
}

const processes = Object.values(PROCESS_FORMS);

describe('what people read instead of codes', () => {
  it('titles every task and command', () => {
    expect(processes.flatMap(({ tasks }) => untitled('task', Object.keys(tasks)))).toEqual([]);
    expect(processes.flatMap(({ commands }) => untitled('command', Object.keys(commands)))).toEqual([]);
  });

  it('titles every field and choice of every form', () => {
    const forms = processes.flatMap(({ tasks, commands, opening }) =>
      Object.entries({ ...tasks, ...commands, opening: opening.form }),
    );
    expect(forms.length).toBeGreaterThan(50);
    expect(forms.flatMap(([name, schema]) => unreadable(name, schema as FieldSchema))).toEqual([]);
  });

  it('puts every task into one phase', () => {
    for (const { tasks, phases } of processes) {
      const placed = Object.values(phases).flatMap((forms) => Object.keys(forms));
      expect(placed.sort()).toEqual(Object.keys(tasks).sort());
    }
  });

  it.for([
    ['phase', membersOf('Phase')],
    ['outcome', [...REPAIR_OUTCOMES, ...SURVEY_OUTCOMES]],
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

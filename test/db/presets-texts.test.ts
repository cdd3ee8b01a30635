import { describe, expect, it } from 'vitest';
import { LABEL_PRESETS, LABELS } from '../../db/presets/labels.ts';
import { MESSAGE_TEMPLATES } from '../../db/presets/message-templates/index.ts';
import { LABEL_TOPICS, MESSAGE_KINDS, variablesOf } from '../../workflows/domain/messages.ts';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import { repairForms } from '../../workflows/repair/repair.forms.ts';

describe('the preset templates', () => {
  it('hold each kind of message once in each language', () => {
    const written = MESSAGE_TEMPLATES.map(({ kind, language }) => `${kind} ${language}`).sort();
    const wanted = Object.keys(MESSAGE_KINDS).flatMap((kind) => LANGUAGES.map((tag) => `${kind} ${tag}`));
    expect(written).toEqual(wanted.sort());
  });

  it('name only variables of their kind', () => {
    for (const { kind, language, subject, text, short } of MESSAGE_TEMPLATES) {
      const known = variablesOf(kind);
      const named = [...`${subject}${text}${short}`.matchAll(/\{\{(?:#(?:if|unless) )?(\w+)\}\}/g)].map(
        ([, name]) => name ?? '',
      );
      const unknown = named.filter(
        (name) => name !== 'else' && !known.has(name) && !(name === 'window' && known.has('windowFrom')),
      );
      expect(unknown, `${kind} in ${language}`).toEqual([]);
    }
  });

  it('name the case in every subject and short message, except where notices of several cases are joined', () => {
    const ofOneCase = MESSAGE_TEMPLATES.filter(({ kind }) => kind !== 'digest');
    const silent = ofOneCase.filter(
      ({ subject, short }) => !subject.includes('{{caseNumber}}') || !short.includes('{{caseNumber}}'),
    );
    expect(silent).toEqual([]);
  });
});

describe('the preset labels', () => {
  it('title every topic in every language, each code once', () => {
    const keys = LABEL_PRESETS.map(({ topic, key, language }) => `${topic}.${key} ${language}`);
    expect(new Set(keys).size).toBe(keys.length);
    const topics = new Set(LABEL_PRESETS.map(({ topic, language }) => `${topic} ${language}`));
    expect(topics.size).toBe(LABEL_TOPICS.length * LANGUAGES.length);
    expect(LABEL_PRESETS.filter(({ text }) => text.trim() === '')).toEqual([]);
  });

  it('title every task of a repair', () => {
    expect(Object.keys(repairForms).filter((task) => !(task in LABELS.task))).toEqual([]);
  });

  it('contain no comma in a code, which separates codes in messages', () => {
    expect(LABEL_PRESETS.filter(({ key }) => key.includes(','))).toEqual([]);
  });
});

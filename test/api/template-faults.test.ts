import { describe, expect, it } from 'vitest';
import { templateFaults } from '../../api/routes/template-faults.ts';
import { MESSAGE_TEMPLATES } from '../../db/presets/message-templates/index.ts';

const TEXTS = { kind: 'appointment', subject: 'Hi', text: 'Hi', short: 'Hi' };

describe('the check of message texts', () => {
  it('passes every text that ships', () => {
    expect(MESSAGE_TEMPLATES.flatMap((template) => templateFaults(template))).toEqual([]);
  });

  it('knows the window of an appointment, and no variable of other kinds', () => {
    expect(templateFaults({ ...TEXTS, text: 'At {{window}}' })).toEqual([]);
    expect(templateFaults({ ...TEXTS, text: 'Pay {{amountMinor}}' })).toMatchObject([{ pointer: '/text' }]);
  });

  it.each([
    '{{#if place}}no end',
    'no start{{/if}}',
    '{{/if}}{{#if place}}',
    '{{place',
    'place}}',
    '{{else}}',
    '{{{place}}}',
  ])('finds fault with %s', (text) => {
    expect(templateFaults({ ...TEXTS, text })).not.toEqual([]);
  });
});

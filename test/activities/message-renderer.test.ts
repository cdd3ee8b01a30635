import { describe, expect, it } from 'vitest';
import { renderMessage, type RenderOptions } from '../../activities/adapters/message-renderer.ts';
import { LABEL_PRESETS } from '../../db/presets/labels.ts';
import { MESSAGE_TEMPLATES } from '../../db/presets/message-templates/index.ts';
import { MESSAGE_KINDS, type MessageKind } from '../../workflows/domain/messages.ts';
import { LANGUAGES, type Language } from '../../workflows/domain/policy/choices.ts';
import { sampleVariables } from './message-samples.ts';

const DUE = Date.parse('2026-06-01T10:00:00+08:00');
const BASE = {
  caseNumber: 'RP-20260529-0007',
  recipientName: '陈晓',
  companyName: '恒远家居',
  phase: 'dispatch',
};

const optionsFor = (language: Language, changes: Partial<RenderOptions> = {}): RenderOptions => ({
  language,
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  labels: new Map(
    LABEL_PRESETS.filter((row) => row.language === language).map(({ topic, key, text }) => [
      `${topic}.${key}`,
      text,
    ]),
  ),
  names: new Map(),
  ...changes,
});

function presetOf(kind: MessageKind, language: Language) {
  const preset = MESSAGE_TEMPLATES.find((known) => known.kind === kind && known.language === language);
  if (preset === undefined) throw new Error(`No preset of ${kind} in ${language}`);
  return preset;
}

const render = (
  kind: MessageKind,
  variables: Record<string, string | number>,
  language: Language = 'en',
  changes: Partial<RenderOptions> = {},
) => renderMessage(presetOf(kind, language), { ...BASE, ...variables }, optionsFor(language, changes));

const custom = (text: string, kind = 'news') => ({ kind, subject: 'Subject', text, short: 'Short' });

describe('renderMessage', () => {
  it('tells instants in the recipient’s zone and language', () => {
    const variables = { technicianName: '吴刚', dueAt: DUE };
    expect(render('assigned', variables, 'zh-CN').short).toBe(
      '已安排技术员吴刚为您服务，将在2026年6月1日周一 10:00前联系您。工单RP-20260529-0007',
    );
    expect(render('assigned', variables, 'en', { timeZone: 'Europe/Berlin' }).short).toBe(
      '吴刚 will call you by Mon, 1 Jun 2026, 04:00. Case RP-20260529-0007',
    );
  });

  it('tells a window with its date once, and over midnight with both', () => {
    const window = { windowFrom: DUE, windowTo: DUE + 2 * 3_600_000, place: 'onSite' };
    expect(render('appointmentReminder', window).short).toBe(
      'Reminder: Mon, 1 Jun 2026, 10:00–12:00, on site. Case RP-20260529-0007',
    );
    const night = { windowFrom: DUE, windowTo: DUE + 16 * 3_600_000, place: 'workshop' };
    expect(render('appointmentReminder', night).short).toContain(
      'Mon, 1 Jun 2026, 10:00 – Tue, 2 Jun 2026, 02:00',
    );
  });

  it('tells the end of a warranty at midnight as 24:00 of its last day', () => {
    const warrantyUntil = Date.parse('2026-08-31T00:00:00+08:00');
    const { short } = render('handedOver', { measures: '更换铰链', warrantyUntil }, 'zh-CN');
    expect(short).toContain('维修质保至2026年8月30日周日 24:00');
  });

  it('tells amounts with the decimals of their currency', () => {
    const variables = { amountMinor: 48_000, remainingMinor: 8_005 };
    expect(render('paymentReceived', variables).short).toContain('CNY 480.00 received, CNY 80.05 still open');
    expect(render('paymentReceived', variables, 'zh-CN').short).toContain('¥480.00，尚余¥80.05');
    expect(render('refundPaid', { amountMinor: 480 }, 'en', { currency: 'JPY' }).short).toContain('JPY 480');
  });

  it('tells codes by their titles, several of them as a list', () => {
    const variables = { partName: 'Hinge', options: 'wait,substitute', dueAt: DUE };
    expect(render('choiceOffered', variables).short).toContain('wait, take a substitute part');
    expect(render('choiceOffered', variables, 'zh-CN').short).toContain('继续等待、使用替代配件');
  });

  it('looks for the title of what is late among promises and tasks', () => {
    const late = { level: 2, dueAt: DUE };
    expect(render('escalated', { what: 'repair', ...late }).subject).toBe(
      'Overdue (level 2), Completion of the repair: RP-20260529-0007',
    );
    expect(render('escalated', { what: 'diagnose', ...late }).subject).toContain('Diagnose the fault');
  });

  it('tells persons and parts by name, and what is no id as it is', () => {
    const names = new Map([['7b1e', '吴刚']]);
    expect(render('assigned', { technicianName: '7b1e' }, 'zh-CN', { names }).short).toContain('吴刚');
    expect(render('partArrived', { partName: 'Soft-close hinge' }).short).toContain('“Soft-close hinge”');
  });

  it('leaves out what is optional and missing or empty', () => {
    const { text } = render('deliveryFailed', { messageKind: 'survey', channel: 'email', nextChannel: '' });
    expect(text).toContain('There is no other channel');
    expect(render('proposal', { measures: 'New hinge', promisedUntil: DUE }).text).toContain(
      'free of charge',
    );
  });

  it('does not escape what people wrote, and lets nobody write a template of their own', () => {
    const { text } = render('news', { text: 'Door <left> & "right" {{companyName}}' });
    expect(text).toContain('Door <left> & "right" {{companyName}}');
  });

  it('keeps subject and short message on one line', () => {
    const template = { kind: 'news', subject: 'News:\n{{text}}', text: '{{text}}', short: '{{text}}' };
    const rendered = renderMessage(template, { ...BASE, text: 'one\r\ntwo' }, optionsFor('en'));
    expect(rendered).toEqual({ subject: 'News: one two', text: 'one\r\ntwo', short: 'one two' });
  });
});

describe('renderMessage refuses', () => {
  const refusal = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return String(error);
    }
    return 'nothing';
  };

  it('an unknown kind', () => {
    expect(refusal(() => renderMessage(custom('x', 'gossip'), BASE, optionsFor('en')))).toContain('"gossip"');
  });

  it('a missing variable', () => {
    expect(refusal(() => render('refused', {}))).toContain('Message refused lacks its variable "reason"');
  });

  it('a code without a title', () => {
    expect(refusal(() => render('closed', { outcome: 'vanished' }))).toContain('"vanished"');
  });

  it('an instant or amount that is no whole number', () => {
    expect(refusal(() => render('paymentReceived', { amountMinor: 1.5 }))).toContain('amountMinor');
    expect(refusal(() => render('assigned', { technicianName: 'x', dueAt: 'soon' }))).toContain('dueAt');
  });

  it('a template that names a variable its kind does not have', () => {
    const variables = { ...BASE, text: 'x', secret: 'y' };
    expect(refusal(() => renderMessage(custom('{{secret}}'), variables, optionsFor('en')))).toContain(
      'The text of message news cannot be written: "secret" not defined',
    );
  });

  it('a template that does not parse', () => {
    const broken = custom('{{#if text}}');
    expect(refusal(() => renderMessage(broken, { ...BASE, text: 'x' }, optionsFor('en')))).toContain(
      'cannot be written',
    );
  });

  it('a template that reaches for more than its variables', () => {
    const greedy = custom('{{text.constructor}}');
    expect(refusal(() => renderMessage(greedy, { ...BASE, text: 'x' }, optionsFor('en')))).toContain(
      'cannot be written',
    );
  });
});

const KINDS = Object.keys(MESSAGE_KINDS) as MessageKind[];
/** One SMS holds 70 characters of Chinese, or 153 of a chained one in the GSM alphabet. */
const SHORT_LIMITS: Readonly<Record<Language, number>> = { 'zh-CN': 70, en: 153 };

describe.each(LANGUAGES)('the preset templates in %s', (language) => {
  it.each(KINDS)('%s reads well with everything said', (kind) => {
    const { subject, text, short } = render(kind, sampleVariables(kind, 'all', language), language);
    for (const part of [subject, text, short]) {
      expect(part).not.toMatch(/\{\{|\}\}|undefined|null|NaN|。。|，，| {2}|，。|\.\.|,\.| \./);
      expect(part.length).toBeGreaterThan(5);
    }
    expect(`${short} (${short.length})`).toSatisfy(() => short.length <= SHORT_LIMITS[language]);
    expect(subject.length).toBeLessThanOrEqual(90);
  });

  it.each(KINDS)('%s reads well with only what is required', (kind) => {
    const { subject, text, short } = render(kind, sampleVariables(kind, 'required', language), language);
    for (const part of [subject, text, short]) {
      expect(part).not.toMatch(/\{\{|\}\}|undefined|null|NaN|。。|，，| {2}|，。|\.\.|,\.| \./);
    }
  });
});

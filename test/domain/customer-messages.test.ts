import { describe, expect, it } from 'vitest';
import {
  caseIdOfMessage,
  comparablePhone,
  excerptOf,
  numbersIn,
} from '../../workflows/domain/customer-messages.ts';

const CASE_ID = '8eb7f553-43c6-58e2-b660-1e1d94c3a899';

describe('what a message says that it is about', () => {
  it('is the case of the message of ours that it answers, as a mail program or a gateway names it', () => {
    for (const messageId of [
      `<${CASE_ID}@after-sales.example>`,
      `<${CASE_ID}.m12@after-sales.example>`,
      ` <${CASE_ID}.m12.sms.copy@after-sales.example> `,
      `${CASE_ID}.m12.sms`,
      CASE_ID.toUpperCase(),
    ]) {
      expect(caseIdOfMessage(messageId)).toBe(CASE_ID);
    }
    for (const foreign of [
      '<abc@mail.example>',
      `<x-${CASE_ID}@mail.example>`,
      `<${CASE_ID}x@mail.example>`,
    ]) {
      expect(caseIdOfMessage(foreign)).toBeNull();
    }
  });

  it('may be a number in its text, however it is written, each once and not without end', () => {
    expect(numbersIn('Re: rp-20261130-0001, RP-20261130-0001 and WX-7')).toEqual([
      'RP-20261130-0001',
      'WX-7',
    ]);
    expect(numbersIn('工单RP-20261130-0002请回电')).toEqual(['RP-20261130-0002']);
    expect(numbersIn('Thank you')).toEqual([]);
    expect(numbersIn(Array.from({ length: 50 }, (_, index) => `A-${index}`).join(' '))).toHaveLength(20);
  });

  it.for(['X', 'X-', '-X', 'XY-'])('is found in a text that is as long as one may be: %s', (part) => {
    const text = part.repeat(100_000 / part.length);
    const startedAt = performance.now();
    const found = numbersIn(`${text} RP-20261130-0003`);
    // Work that grows with the square of the length takes a minute and more.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('what a case keeps of a message', () => {
  it('is its text as far as forms take it, and says where it was cut', () => {
    expect(excerptOf('Short')).toBe('Short');
    const cut = excerptOf('x'.repeat(5_000));
    expect(cut).toHaveLength(4_000);
    expect(cut.endsWith('…')).toBe(true);
  });

  it('compares phone numbers by their digits', () => {
    expect(comparablePhone('+86 (21) 5555-8101')).toBe('+862155558101');
  });
});

import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createPayloadCodec, generateKey, parseKeyRing } from '../../payload-codec.ts';

const OLD = generateKey('2025');
const NEW = generateKey('2026');

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const valueOf = (payload: Payload | undefined): unknown =>
  defaultPayloadConverter.fromPayload(payload as Payload);
const codecOf = (...keys: readonly string[]) => createPayloadCodec(parseKeyRing(keys.join(',')));

async function encrypted(codec: ReturnType<typeof codecOf>, value: unknown): Promise<Payload> {
  const [payload] = await codec.encode([payloadOf(value)]);
  return payload as Payload;
}

describe('The payload codec', () => {
  it('gives back what it encrypted, of any size and in order', async () => {
    const codec = codecOf(NEW);
    const values = [{ name: '王磊' }, null, 'x'.repeat(1_000_000), []];
    const sealed = await codec.encode(values.map(payloadOf));
    expect((await codec.decode(sealed)).map(valueOf)).toEqual(values);
  });

  it('leaves nothing readable', async () => {
    const payload = await encrypted(codecOf(NEW), { name: 'Wang Lei', phone: '13800001111' });
    const bytes = Buffer.from(payload.data ?? []).toString('latin1');
    expect(bytes).not.toContain('Wang');
    expect(bytes).not.toContain('13800001111');
  });

  it('encrypts the same value differently each time', async () => {
    const codec = codecOf(NEW);
    expect((await encrypted(codec, 1)).data).not.toEqual((await encrypted(codec, 1)).data);
  });

  it('reads what an older key encrypted after a rotation, and encrypts with the first key', async () => {
    const before = await encrypted(codecOf(OLD), 'kept');
    const [decoded] = await codecOf(NEW, OLD).decode([before]);
    expect(valueOf(decoded)).toBe('kept');
    const after = await encrypted(codecOf(NEW, OLD), 'new');
    await expect(codecOf(OLD).decode([after])).rejects.toThrow('"2026"');
  });

  it('names the key that it lacks', async () => {
    const payload = await encrypted(codecOf(OLD), 'lost');
    await expect(codecOf(NEW).decode([payload])).rejects.toThrow(
      'The payload was encrypted with key "2025", which PAYLOAD_KEYS does not hold',
    );
  });

  it('refuses a payload in which one bit was altered', async () => {
    const payload = await encrypted(codecOf(NEW), { amountMinor: 100 });
    for (const position of [0, 20, (payload.data?.length ?? 0) - 1]) {
      const data = Buffer.from(payload.data ?? []);
      data.writeUInt8(data.readUInt8(position) ^ 1, position);
      await expect(codecOf(NEW).decode([{ ...payload, data }])).rejects.toThrow('was altered');
    }
  });

  it('refuses a payload that was cut short', async () => {
    const payload = await encrypted(codecOf(NEW), 1);
    const data = payload.data?.slice(0, 10) ?? null;
    await expect(codecOf(NEW).decode([{ ...payload, data }])).rejects.toThrow('was altered');
  });

  it('refuses another key under the same id', async () => {
    const payload = await encrypted(codecOf(generateKey('2026')), 1);
    await expect(codecOf(NEW).decode([payload])).rejects.toThrow('another key of that id');
  });

  it('passes a payload through that was never encrypted', async () => {
    const plain = payloadOf({ from: 'an older history' });
    expect(await codecOf(NEW).decode([plain])).toEqual([plain]);
  });
});

describe('A key ring', () => {
  it.each([
    ['no separator', 'abc', 'id:base64 pairs'],
    ['a short key', 'a:c2hvcnQ=', 'key "a" must be 32 bytes in base64, has 5'],
    ['an id twice', `${generateKey('a')},${generateKey('a')}`, 'key id "a" appears twice'],
  ])('with %s is refused', (_fault, text, message) => {
    expect(() => parseKeyRing(text)).toThrow(message);
  });
});

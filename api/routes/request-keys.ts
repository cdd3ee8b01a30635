import type { FastifyRequest } from 'fastify';
import { createHash, randomUUID } from 'node:crypto';
import type { CaseAddress, CaseGateway } from '../case-gateway.ts';

/** Namespace of the ids derived here (RFC 9562 §5.5); never changed, or repeats would count as new. */
const NAMESPACE = 'b6b1f6d2-6c1f-4a53-9d0c-3f1f3c6a2f57';

/**
 * Names what a caller intends with this request. A repeat with the same Idempotency-Key gives the same id, also
 * where the first one died half-way; a request without one is a new intention each time.
 */
export function intentionOf(request: FastifyRequest): string {
  const { idempotency } = request;
  if (idempotency === null) return randomUUID();
  return derivedId(idempotency.actor, `${request.method} ${request.url}`, idempotency.key);
}

/**
 * Checks what a caller asks of a case and sends it, unless an earlier try with the same Idempotency-Key was carried out
 * without its caller hearing so (503, a crash). Then nothing is checked: the world is the one that it has changed.
 */
export async function unlessCarriedOut(
  gateway: CaseGateway,
  request: FastifyRequest,
  to: CaseAddress,
  checkAndSend: (key: string) => Promise<void>,
): Promise<void> {
  const key = intentionOf(request);
  const mayBeDone = request.idempotency?.isRepeat === true;
  if (mayBeDone && (await gateway.wasCarriedOut(to, key))) return;
  await checkAndSend(key);
}

/** The UUID (version 5) that always stands for these parts in this order. */
export function derivedId(...parts: readonly string[]): string {
  const hash = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(JSON.stringify(parts))
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

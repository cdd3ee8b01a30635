import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../workflows/domain/errors.ts';

/** Gives the record's version as an entity tag (RFC 9110 §8.8.3). */
export function setETag(reply: FastifyReply, version: number): void {
  reply.header('etag', `"${version}"`);
}

/** Whether the caller holds what has this entity tag already: it is answered 304 without it (RFC 9110 §13.1.2). */
export function isHeldByCaller(request: FastifyRequest, etag: string): boolean {
  const held = request.headers['if-none-match'];
  if (held === undefined) return false;
  const tags = held.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}

/** The version that a change was made against, from `If-Match`. A change without one could undo somebody else's. */
export function expectedVersion(request: FastifyRequest): number {
  const header = request.headers['if-match'];
  if (header === undefined) {
    throw new DomainError('MALFORMED', 'Send If-Match with the ETag of the record as you read it');
  }
  const version = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined) {
    throw new DomainError('STALE_VERSION', 'If-Match names no version that this record has had');
  }
  return Number(version);
}

import type { FastifyReply } from 'fastify';
import type { Page } from '../../db/repositories/support.ts';
import { encodeCursor, type CursorKeys } from '../schemas/cursor.ts';
import { setETag } from './etag.ts';

/** A record with its version as entity tag, so that a change can be refused when somebody was faster. */
export function withETag<Body extends { readonly version: number }>(reply: FastifyReply, body: Body): Body {
  setETag(reply, body.version);
  return body;
}

/** Sets the headers of `201 Created` and gives the body back. */
export function created<Body extends object>(reply: FastifyReply, location: string, body: Body): Body {
  reply.status(201).header('location', location);
  if ('version' in body && typeof body.version === 'number') setETag(reply, body.version);
  return body;
}

/** A page of a repository as the API answers it. */
export function pageBody<Item, Body, Key>(
  { items, next }: Page<Item, Key>,
  toBody: (item: Item) => Body,
  toKeys: (key: Key) => CursorKeys,
): { items: Body[]; nextCursor: string | null } {
  return { items: items.map(toBody), nextCursor: next === null ? null : encodeCursor(toKeys(next)) };
}

import accepts from '@fastify/accepts';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { DOCUMENT_TITLES } from '../../db/presets/labels/documents.ts';
import { caseTermsRepository } from '../../db/repositories/case-terms.repository.ts';
import type { CaseRow } from '../../db/repositories/cases.repository.ts';
import {
  type IssuedDocument,
  issuedDocumentsRepository,
} from '../../db/repositories/issued-documents.repository.ts';
import type { DocumentAudience } from '../../workflows/domain/documents.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import { type Language, LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import type { Api } from '../dependencies.ts';
import { createIssueDesk, type IssuedFile } from '../documents/issue-desk.ts';
import { listDocuments, readDocument } from '../documents/library.ts';
import { attachmentNamed } from '../evidence/file-names.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { isHeldByCaller } from '../plugins/etag.ts';
import type { Principal } from '../plugins/auth.ts';
import {
  DOCUMENT_MEDIA_TYPES,
  type DocumentMediaType,
  documentParams,
  DocumentQuery,
  type IssuedFileBody,
  ListedDocumentBody,
} from '../schemas/case-documents.schema.ts';
import { idParams, NOT_MODIFIED, object } from '../schemas/common.schema.ts';
import { toIso } from '../schemas/instants.ts';
import { type CaseApiDependencies, findVisibleCase } from './case-access.ts';

const tags = ['cases'];
const config = { access: 'signedIn' } as const;

/** The page brings its own style and nothing else; it runs nothing and belongs to no origin. */
const PAGE_SECURITY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** Documents of a case (R-20; repair process, section 8), for staff and, of the customer's file, the customer. */
export function registerCaseDocumentRoutes(api: Api, deps: CaseApiDependencies): void {
  registerListRoute(api, deps);
  api.register(async (routes: Api) => {
    await routes.register(accepts);
    registerReadRoute(routes, deps);
  });
}

const isCustomer = ({ principal }: FastifyRequest): boolean => principal.actor.type === 'customer';

const audienceOf = (request: FastifyRequest): DocumentAudience =>
  isCustomer(request) ? 'customer' : 'company';

function registerListRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  api.get(
    '/v1/cases/:caseId/documents',
    {
      config,
      schema: {
        tags,
        operationId: 'listCaseDocuments',
        summary: 'Documents of a case, in the order of their making; customers see those of their file',
        params: idParams('caseId'),
        response: { 200: object({ items: Type.Array(ListedDocumentBody) }) },
      },
    },
    async (request) => {
      const { principal } = request;
      const found = await findVisibleCase(db, principal, request.params.caseId);
      const listed = await listDocuments(db, found, isCustomer(request));
      const issued = await issuedDocumentsRepository(db).listByCase(found.id, audienceOf(request));
      const language = LANGUAGES.find((known) => known === principal.language) ?? LANGUAGES[0];
      return {
        items: listed.map(({ kind, number, revision, createdAt }) => ({
          ...{ number, kind, revision },
          title: DOCUMENT_TITLES[kind][language],
          createdAt: toIso(createdAt, principal.timeZone),
          languages: [...LANGUAGES],
          mediaTypes: [...DOCUMENT_MEDIA_TYPES],
          issued: issued
            .filter((file) => file.number === number)
            .map((file) => toIssuedBody(file, principal)),
        })),
      };
    },
  );
}

function registerReadRoute(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const audit = createAuditTrail(deps);
  const fileFor = filesFrom(deps);
  api.get(
    '/v1/cases/:caseId/documents/:number',
    {
      config,
      schema: {
        tags,
        operationId: 'readCaseDocument',
        summary:
          'A document as HTML or PDF, by the header Accept; in the language of the case or the one asked for',
        params: documentParams,
        querystring: DocumentQuery,
        response: { 200: READ_RESPONSE, 304: NOT_MODIFIED },
      },
    },
    async (request, reply) => {
      const mediaType = mediaTypeFor(request);
      const { caseId, number } = request.params;
      const found = await findVisibleCase(db, request.principal, caseId);
      const { issued, bytes } = await fileFor(request, found, number, mediaType);
      await audit.access(request, 'document', [{ id: number }]);
      reply.header('vary', 'Accept').header('content-language', issued.language);
      const etag = `"${issued.sha256}"`;
      reply.header('etag', etag);
      if (isHeldByCaller(request, etag)) return reply.status(304).send(null);
      reply.header('repr-digest', digestOf(issued.sha256));
      reply.header('x-content-type-options', 'nosniff').header('content-security-policy', PAGE_SECURITY);
      if (mediaType === 'text/html') {
        return reply.type('text/html; charset=utf-8').send(bytes.toString('utf8'));
      }
      return reply
        .type(mediaType)
        .header('content-disposition', attachmentNamed(`${number}.pdf`))
        .send(bytes);
    },
  );
}

/** The document as it is now, or an edition of it that was given out before. */
function filesFrom(deps: CaseApiDependencies) {
  const desk = createIssueDesk(deps);
  return async (
    request: ReadRequest,
    found: CaseRow,
    number: string,
    mediaType: DocumentMediaType,
  ): Promise<IssuedFile> => {
    const { language = null, edition } = request.query;
    const paper = { caseId: found.id, number, audience: audienceOf(request) };
    if (edition !== undefined) {
      const terms = await caseTermsRepository(deps.db).findByCase(found.id);
      return desk.reissue({ ...paper, language: language ?? terms.language }, edition, mediaType);
    }
    const document = await readDocument(deps, found, number, { forCustomer: isCustomer(request), language });
    return desk.issue({ ...paper, language: document.language }, document, mediaType);
  };
}

type ReadRequest = FastifyRequest & { readonly query: Static<typeof DocumentQuery> };

/** The hash of the file as clients and archives check it (RFC 9530). */
const digestOf = (sha256: string): string => `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;

const toIssuedBody = (
  { edition, language, mediaType, sizeBytes, sha256, issuedAt }: IssuedDocument,
  { timeZone }: Principal,
): Static<typeof IssuedFileBody> => ({
  ...{ edition, sizeBytes, sha256 },
  language: language as Language,
  mediaType: mediaType as DocumentMediaType,
  issuedAt: toIso(issuedAt, timeZone),
});

const READ_RESPONSE = {
  description: 'The document',
  content: {
    'text/html': { schema: Type.String() },
    'application/pdf': {
      schema: Type.Unsafe<Buffer>({ type: 'string', contentMediaType: 'application/pdf' }),
    },
  },
};

function mediaTypeFor(request: FastifyRequest): (typeof DOCUMENT_MEDIA_TYPES)[number] {
  const wanted = request.accepts().type([...DOCUMENT_MEDIA_TYPES]);
  const mediaType = DOCUMENT_MEDIA_TYPES.find((known) => known === wanted);
  if (mediaType !== undefined) return mediaType;
  throw new DomainError('NOT_ACCEPTABLE', `A document is had as ${DOCUMENT_MEDIA_TYPES.join(' or ')}`);
}

import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { casesRepository } from '../../db/repositories/cases.repository.ts';
import { type EvidenceFile, evidenceRepository } from '../../db/repositories/evidence.repository.ts';
import { DomainError, refusedAt } from '../../workflows/domain/errors.ts';
import { MOST_CUSTOMER_BYTES_A_DAY, MOST_EVIDENCE_BYTES } from '../../workflows/domain/evidence.ts';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { Api } from '../dependencies.ts';
import { mayReadFile } from '../evidence/evidence-access.ts';
import { attachmentNamed, nameWithoutPath } from '../evidence/file-names.ts';
import { inspect } from '../evidence/inspection.ts';
import { created } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { isHeldByCaller } from '../plugins/etag.ts';
import { createValidatorCompiler } from '../plugins/validation.ts';
import { idParams, NOT_MODIFIED, object } from '../schemas/common.schema.ts';
import { toEvidenceBody } from '../schemas/evidence-bodies.ts';
import { EvidenceFileBody, EvidenceUpload } from '../schemas/evidence.schema.ts';
import { assertOpen, type CaseApiDependencies, caseNow, findVisibleCase } from './case-access.ts';
import { createReaders } from './titles.ts';

const tags = ['evidence'];
const config = { access: 'signedIn' } as const;

/** One byte more than the largest upload, so that what is refused for its size is refused with the reason. */
const STOP_READING_AFTER_BYTES = Math.max(...Object.values(MOST_EVIDENCE_BYTES)) + 1;

const DAY_MS = 24 * 60 * 60_000;

const compile = createValidatorCompiler();

const upload = {
  tags,
  consumes: ['multipart/form-data'],
  body: EvidenceUpload,
  response: { 201: EvidenceFileBody },
};

/** Evidence: files are uploaded first, and then named by their keys in reports, forms and commands. */
export function registerEvidenceRoutes(api: Api, deps: CaseApiDependencies): void {
  api.register((routes: Api, _options, done) => {
    routes.removeContentTypeParser('application/json');
    routes.register(multipart, {
      limits: { files: 1, fields: 0, parts: 1, fileSize: STOP_READING_AFTER_BYTES },
      throwFileSizeLimit: false,
    });
    // The body is a stream that the handler looks at as it passes; its schema is for readers of the document.
    routes.setValidatorCompiler((route) => (route.httpPart === 'body' ? () => true : compile(route)));
    registerUploadRoutes(routes, deps);
    registerDownloadRoutes(routes, deps);
    done();
  });
}

function registerUploadRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db } = deps;
  const readerOf = createReaders(db);
  const take = taker(deps);
  api.post(
    '/v1/evidence',
    {
      config: { access: { people: 'signedIn', systems: ['repairs:report', 'messages:receive'] } },
      schema: {
        ...upload,
        operationId: 'uploadEvidence',
        summary: 'Upload a file before its case is open',
        description:
          'A repeat with the same Idempotency-Key gets the first answer without a look at its file.',
      },
    },
    async (request, reply) => {
      const file = await take(request, null, deps.now());
      return created(reply, `/v1/evidence/${file.key}`, toEvidenceBody(file, await readerOf(request)));
    },
  );
  api.post(
    '/v1/cases/:caseId/evidence',
    {
      config,
      schema: {
        ...upload,
        operationId: 'uploadCaseEvidence',
        summary: 'Upload a file to a case',
        description:
          'A repeat with the same Idempotency-Key gets the first answer without a look at its file.',
        params: idParams('caseId'),
      },
    },
    async (request, reply) => {
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      assertOpen(found);
      const file = await take(request, found.id, await caseNow(deps, found));
      return created(reply, `/v1/evidence/${file.key}`, toEvidenceBody(file, await readerOf(request)));
    },
  );
}

/** Takes an upload in: bytes first, then its record; where the record fails, nothing stays behind. */
function taker(deps: CaseApiDependencies) {
  const { evidence } = deps;
  const audit = createAuditTrail(deps);
  return async (request: FastifyRequest, caseId: string | null, at: Instant): Promise<EvidenceFile> => {
    const { actor } = request.principal;
    if (actor.type === 'customer') await assertRoom(deps, actor.customerId, at);
    const part = await filePartOf(request);
    const key = randomUUID();
    const inspection = inspect(part.file);
    await evidence.put(key, inspection.bytes);
    try {
      return await audit.change(request, 'evidence', async (tx) => {
        const file = await evidenceRepository(tx).create({
          key,
          caseId,
          customerId: actor.type === 'customer' ? actor.customerId : null,
          isShared: false,
          name: nameWithoutPath(part.filename),
          ...inspection.result(),
          uploadedBy: actor,
          uploadedAt: at,
        });
        return { before: null, after: file, subjectId: key };
      });
    } catch (error) {
      await evidence.remove(key);
      throw error;
    }
  };
}

async function assertRoom({ db }: CaseApiDependencies, customerId: string, at: Instant): Promise<void> {
  const bytes = await evidenceRepository(db).countBytesSince(customerId, at - DAY_MS);
  if (bytes < MOST_CUSTOMER_BYTES_A_DAY) return;
  throw new DomainError(
    'RATE_LIMITED',
    `A customer may upload ${MOST_CUSTOMER_BYTES_A_DAY} bytes within 24 hours; these are used up`,
  );
}

async function filePartOf(request: FastifyRequest) {
  const part = request.isMultipart() ? await request.file() : undefined;
  if (part?.fieldname === 'file') return part;
  throw refusedAt(
    'MALFORMED',
    '/file',
    'is missing',
    'Send one file as the part "file" of multipart/form-data',
  );
}

function registerDownloadRoutes(api: Api, deps: CaseApiDependencies): void {
  const { db, evidence } = deps;
  const audit = createAuditTrail(deps);
  const readerOf = createReaders(db);
  api.get(
    '/v1/cases/:caseId/evidence',
    {
      config,
      schema: {
        tags,
        operationId: 'listCaseEvidence',
        summary: 'Files of a case, oldest first; to a customer, their own and those shared with them',
        params: idParams('caseId'),
        response: { 200: object({ items: Type.Array(EvidenceFileBody) }) },
      },
    },
    async (request) => {
      const found = await findVisibleCase(db, request.principal, request.params.caseId);
      await audit.access(request, 'case', [found]);
      const reader = await readerOf(request);
      const files = await evidenceRepository(db).listByCase(found.id);
      const visible = files.filter((file) => mayReadFile(request.principal, file, found));
      return { items: visible.map((file) => toEvidenceBody(file, reader)) };
    },
  );
  api.get(
    '/v1/evidence/:key',
    {
      config,
      schema: {
        tags,
        operationId: 'readEvidence',
        summary: 'The file itself, to be saved and not shown in place',
        produces: ['application/octet-stream'],
        params: idParams('key'),
        response: {
          200: Type.Unsafe<Readable>({
            description: 'The content',
            type: 'string',
            contentMediaType: 'application/octet-stream',
          }),
          304: NOT_MODIFIED,
        },
      },
    },
    async (request, reply) => {
      const file = await readableFile(deps, request, request.params.key);
      await audit.access(request, 'evidence', [{ id: file.key }]);
      const etag = `"${file.sha256}"`;
      reply.header('etag', etag);
      if (isHeldByCaller(request, etag)) return reply.status(304).send(null);
      return reply
        .type(file.mediaType)
        .header('content-length', file.sizeBytes)
        .header('content-disposition', attachmentNamed(file.name))
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .send(await evidence.open(file.key));
    },
  );
}

/** The file, if the caller may know of it: to a customer, somebody else's does not exist (design §5). */
async function readableFile(
  { db }: CaseApiDependencies,
  { principal }: FastifyRequest,
  key: string,
): Promise<EvidenceFile> {
  const file = await evidenceRepository(db).findById(key);
  const itsCase = file.caseId === null ? undefined : await casesRepository(db).findOptionalById(file.caseId);
  if (mayReadFile(principal, file, itsCase)) return file;
  throw new DomainError('NOT_FOUND', `There is no evidence file ${key}`);
}

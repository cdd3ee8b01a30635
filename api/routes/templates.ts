import { Type, type Static } from 'typebox';
import { templatesRepository, type MessageTemplate } from '../../db/repositories/templates.repository.ts';
import { DomainError, requireFaultless } from '../../workflows/domain/errors.ts';
import type { Api, ApiDependencies } from '../dependencies.ts';
import { created } from '../plugins/answers.ts';
import { createAuditTrail } from '../plugins/audit.ts';
import { object, type Language } from '../schemas/common.schema.ts';
import { toIso } from '../schemas/instants.ts';
import { NewTemplateBody, TemplateBody, TemplateParams } from '../schemas/templates.schema.ts';
import { MASTER_DATA_ROLES } from './access.ts';
import { templateFaults, type TemplateTexts } from './template-faults.ts';

const tags = ['message templates'];

/** Texts of messages, per kind and language, in versions that never change. */
export function registerTemplateRoutes(api: Api, deps: ApiDependencies): void {
  const { db, now } = deps;
  const audit = createAuditTrail(deps);

  api.get(
    '/v1/message-templates',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listTemplates',
        summary: 'The latest version of every text',
        response: { 200: object({ items: Type.Array(TemplateBody) }) },
      },
    },
    async ({ principal: { timeZone } }) => {
      const templates = await templatesRepository(db).listLatest();
      return { items: templates.map((template) => toBody(template, timeZone)) };
    },
  );

  api.get(
    '/v1/message-templates/:kind/:language/versions',
    {
      config: { access: 'staff' },
      schema: {
        tags,
        operationId: 'listTemplateVersions',
        summary: 'All versions of a text, newest first',
        params: TemplateParams,
        response: { 200: object({ items: Type.Array(TemplateBody) }) },
      },
    },
    async ({ params: { kind, language }, principal: { timeZone } }) => {
      const versions = await templatesRepository(db).listVersions(kind, language);
      if (versions.length === 0) {
        throw new DomainError('NOT_FOUND', `There is no template of message ${kind} in ${language}`);
      }
      return { items: versions.map((template) => toBody(template, timeZone)) };
    },
  );

  api.post(
    '/v1/message-templates',
    {
      config: { access: MASTER_DATA_ROLES },
      schema: {
        tags,
        operationId: 'addTemplateVersion',
        summary: 'Replace a text by its next version',
        body: NewTemplateBody,
        response: { 201: TemplateBody },
      },
    },
    async (request, reply) => {
      const { kind, language } = request.body;
      assertWritable(request.body);
      const template = await audit.change(request, 'messageTemplate', async (tx) => {
        const templates = templatesRepository(tx);
        const before = (await templates.findOptional(kind, language)) ?? null;
        return { before, after: await templates.addVersion(request.body, now()) };
      });
      const location = `/v1/message-templates/${kind}/${language}/versions`;
      return created(reply, location, toBody(template, request.principal.timeZone));
    },
  );
}

function assertWritable(template: TemplateTexts): void {
  requireFaultless(templateFaults(template), 'No message could be written with these texts');
}

function toBody(template: MessageTemplate, timeZone: string): Static<typeof TemplateBody> {
  return {
    ...template,
    language: template.language as Static<typeof Language>,
    createdAt: toIso(template.createdAt, timeZone),
  };
}

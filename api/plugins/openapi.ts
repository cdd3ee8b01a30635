import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import { type Access, callersOf } from './auth.ts';
import { namedSchemas, withReferences } from './openapi-components.ts';

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;
type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>;

const HTTP_METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const INTRODUCTION = `After-sales service as durable processes.
Unknown fields are refused. Instants are ISO 8601 with offset. Money is an integer of minor units beside an ISO 4217 currency.
Lists give a \`nextCursor\`, to be sent back as \`cursor\`. Records carry an \`ETag\`, to be sent back as \`If-Match\` with a change.
Every POST may be repeated with its \`Idempotency-Key\` and gets the first answer.
Texts hold neither U+0000 nor half a surrogate pair; instants lie from 1970 to 2199, dates from 1900 to 2199.`;

/** Two kinds of bearers; an operation that systems may call lists the scopes, one of which they need. */
const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A person; roles are on record',
  },
  system: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A client system; scopes are on record',
  },
} as const;

/** OpenAPI 3.1 from the routes' own schemas, at `/openapi.json`, shown at `/docs`. */
export const openapiPlugin = fp(
  async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'after-sales', version: '1.0.0', description: INTRODUCTION },
        components: {
          securitySchemes: SECURITY_SCHEMES,
        },
      },
      // OpenAPI 3.1 schemas are JSON Schema, which has `const`.
      convertConstToEnum: false,
      transform: withAccess,
      transformObject: withCommonParts,
    });
    await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
    app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  },
  { name: 'openapi' },
);

const withAccess: Transform = ({ schema, url, route }) => {
  const { access } = (route.config ?? {}) as { access?: Access };
  const { description } = schema;
  if (access === undefined) return { schema, url };
  const { people, systems } = callersOf(access);
  const callers = `Callers: ${[wordsFor(people), ...systems.map((scope) => `systems with ${scope}`)].join(', ')}.`;
  const security = [{ bearer: [] }, ...systems.map((scope) => ({ system: [scope] }))];
  return {
    schema: { ...schema, security, description: description ? `${description}\n\n${callers}` : callers },
    url,
  };
};

function wordsFor(people: ReturnType<typeof callersOf>['people']): string {
  if (people === 'signedIn') return 'every person with a token';
  if (people === 'staff') return 'members of staff';
  return people.join(', ');
}

/** What holds for every operation is said once: the form of problems, the token, the headers of safe repeats. */
const withCommonParts: TransformObject = (documentObject) => {
  if (!('openapiObject' in documentObject))
    throw new Error('The API is described in OpenAPI, not in Swagger 2');
  const document = documentObject.openapiObject;
  document.components = {
    ...document.components,
    schemas: namedSchemas(),
    responses: { Problem: PROBLEM_RESPONSE },
    parameters: { IdempotencyKey: IDEMPOTENCY_KEY, IfMatch: IF_MATCH },
  };
  document.paths = withReferences(document.paths ?? {});
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of HTTP_METHODS) {
      const operation = operations?.[method];
      if (operation === undefined) continue;
      operation.responses = { ...operation.responses, default: { $ref: '#/components/responses/Problem' } };
      if (!path.startsWith('/v1/')) continue;
      operation.parameters = [...(operation.parameters ?? []), ...commonParameters(method)];
    }
  }
  return document;
};

function commonParameters(method: (typeof HTTP_METHODS)[number]) {
  if (method === 'post') return [{ $ref: '#/components/parameters/IdempotencyKey' }];
  if (method === 'patch') return [{ $ref: '#/components/parameters/IfMatch' }];
  return [];
}

const PROBLEM_RESPONSE = {
  description: 'Refused or failed: problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Chosen by the caller, new for every new intention. A repeat with it gets the first answer.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description: 'The ETag of the record as it was read; 412 when it has changed since.',
  schema: { type: 'string' },
} as const;

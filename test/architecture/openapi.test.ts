import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeApi } from '../../api/describe-api.ts';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly operationId?: string;
  readonly security?: unknown;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

let document: Document;
let operations: { name: string; path: string; method: string; operation: Operation }[];

beforeAll(async () => {
  document = (await describeApi()) as Document;
  operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  );
});

describe('the OpenAPI document', () => {
  it('that is committed is the one that the routes make: npm run openapi writes it', async () => {
    const committed = await readFile(new URL('../../api/openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('names every operation, each with a name of its own', () => {
    const ids = operations.map(({ name, operation }) => operation.operationId ?? `${name} has none`);
    expect(ids.filter((id) => id.includes(' '))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('asks for a token under /v1 and nowhere else', () => {
    const open = operations
      .filter(({ operation }) => operation.security === undefined)
      .map(({ path }) => path);
    expect(open.sort()).toEqual(['/healthz', '/readyz']);
  });

  it('shows for every POST with a JSON body an example that has the form asked for', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addFormat('time-zone', true);
    ajv.addSchema({ $id: 'document', components: document.components });
    const faults = operations
      .filter(({ method, operation }) => method === 'post' && operation.requestBody !== undefined)
      .flatMap(({ name, operation }) => {
        const { 'application/json': media, 'multipart/form-data': upload } =
          operation.requestBody?.content ?? {};
        if (upload !== undefined) return [];
        const examples = media === undefined ? [] : examplesOf(media);
        if (media === undefined || examples.length === 0) return [`${name} has no example`];
        const validate = ajv.compile(
          JSON.parse(JSON.stringify(media.schema).replaceAll('"#/', '"document#/')),
        );
        return examples.flatMap((example) =>
          validate(example) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`],
        );
      });
    expect(faults).toEqual([]);
  });

  it('refuses unknown fields in every object that a request can hold', () => {
    const loose = operations.flatMap(({ name, operation }) =>
      looseObjects(operation.requestBody ?? {}, name),
    );
    expect(loose).toEqual([]);
  });
});

const examplesOf = ({ example, examples }: Media): unknown[] => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples ?? {}).map(({ value }) => value),
];

/** Object schemas with named fields that let others through. */
function looseObjects(node: unknown, place: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own =
    'properties' in node && 'type' in node && node.type === 'object' && !('additionalProperties' in node)
      ? [place]
      : [];
  return [
    ...own,
    ...Object.entries(node)
      .filter(([key]) => key !== 'example' && key !== 'examples')
      .flatMap(([key, child]) => looseObjects(child, `${place}/${key}`)),
  ];
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskFormOf } from '../../api/schemas/case-forms.ts';
import { ROLES } from '../../workflows/domain/limits.ts';
import { REPAIR_COMMAND_GIVERS } from '../../workflows/domain/policy/repair-commands.ts';
import { openTestApi, type TestApi } from './open-test-api.ts';
import { staff } from './recorded-cases.ts';

interface Form {
  readonly title: string;
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface TaskKind {
  readonly kind: string;
  readonly title: string;
  readonly phase: string;
  readonly phaseTitle: string;
  readonly roles: readonly string[];
  readonly schema: Form;
}

let api: TestApi;
let token: string;

beforeAll(async () => {
  api = await openTestApi('seeded');
  ({ token } = await staff(api.db, 'zhang.min'));
});

afterAll(() => api.close());

const get = (url: string) => api.call({ method: 'GET', url, token });
const kind = async (name: string, query = ''): Promise<TaskKind> =>
  (await get(`/v1/task-kinds/${name}${query}`)).json<TaskKind>();

describe('task kinds', () => {
  it('say in the reader’s language what the task, its phase, its fields and their choices are called', async () => {
    const tellResult = await kind('tellResult');
    expect(tellResult).toMatchObject({ title: '告知维修结果', phase: 'completion', phaseTitle: '完工' });
    expect(tellResult.schema).toMatchObject({
      title: '告知维修结果',
      required: ['manner', 'at', 'reached'],
      properties: {
        at: { type: 'string', format: 'date-time', title: '时间' },
        satisfied: { title: '客户是否满意', oneOf: [{ const: 'yes', title: '满意' }, {}, {}] },
      },
      allOf: [{ then: { required: ['satisfied'] } }, {}],
    });
    expect((await kind('tellResult', '?language=en')).schema.properties['manner']).toMatchObject({
      title: 'How',
      oneOf: [{ const: 'phone', title: 'Phone' }, {}, {}, {}, {}, { const: 'letter', title: 'Letter' }],
    });
  });

  it('say to which roles a company opens them', async () => {
    expect((await kind('assign', '?company=A')).roles).toEqual(['repair_lead']);
    expect((await kind('assign', '?company=C')).roles).toEqual(['agent', 'repair_lead']);
    expect((await kind('assign')).roles).toEqual(
      expect.arrayContaining(['agent', 'repair_lead', 'sales_manager', 'manager']),
    );
    expect((await kind('answerSurvey')).roles).toEqual(['customer', 'agent']);
  });

  it('mark amounts, with their currency, and keys of evidence', async () => {
    const { properties } = (await kind('confirmPayment', '?company=A')).schema;
    expect(properties['amountMinor']).toMatchObject({ 'x-money': true, 'x-currency': 'CNY' });
    expect((await kind('confirmPayment')).schema.properties['amountMinor']).not.toHaveProperty('x-currency');
    expect((await kind('checkIn')).schema.properties['photos']).toMatchObject({
      items: { 'x-evidence': true },
    });
  });

  it('take what the form takes, and nothing else', async () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const titled = ajv.compile((await kind('handOver')).schema);
    const original = ajv.compile(JSON.parse(JSON.stringify(taskFormOf('repair', 'handOver'))) as object);
    const signed = { signed: 'yes', signedBy: '沈强', signature: 'key' };
    const form = {
      demonstrated: true,
      partsTold: 'Fan',
      placeLeftClean: true,
      damageDone: 'none',
      ...signed,
    };
    const tries = [
      form,
      { ...form, signed: 'perhaps' },
      { ...form, damageDone: 'some' },
      { ...form, signedBy: undefined },
      { ...form, note: 'x' },
      { ...form, signed: 'refused', refusal: 'price', text: 'Too dear' },
    ].map((one) => JSON.parse(JSON.stringify(one)) as object);
    expect(tries.map((one) => titled(one))).toEqual([true, false, false, false, false, true]);
    expect(tries.map((one) => original(one))).toEqual([true, false, false, false, false, true]);
  });

  it('refuse a company that is not there, and a kind that is none', async () => {
    const answer = await get('/v1/task-kinds?company=Z');
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      errors: [{ pointer: '/company', message: 'must be one of A, B, C, D, E' }],
    });
    expect((await get('/v1/task-kinds/nothing')).statusCode).toBe(404);
  });
});

describe('command kinds', () => {
  it('say where a command is given and what with', async () => {
    const { items } = (await get('/v1/command-kinds?caseKind=repair')).json<{
      items: { command: string }[];
    }>();
    expect(items.find(({ command }) => command === 'comment')).toMatchObject({
      title: '添加备注',
      path: 'comments',
      schema: { required: ['text', 'shared'], properties: { text: { title: '备注内容' } } },
    });
  });

  it('say which roles may give a command, and which of them as owners of the case alone', async () => {
    const givers = async (query = '') => {
      const { items } = (await get(`/v1/command-kinds?caseKind=repair${query}`)).json<{
        items: { command: string; roles: string[]; ownerRoles: string[] }[];
      }>();
      return new Map(items.map(({ command, roles, ownerRoles }) => [command, { roles, ownerRoles }]));
    };
    const ofC = await givers('&company=C');
    expect([...ofC.keys()].toSorted()).toEqual(Object.keys(REPAIR_COMMAND_GIVERS).toSorted());
    expect(ofC.get('comment')).toEqual({ roles: ROLES, ownerRoles: [] });
    expect(ofC.get('withdraw')).toEqual({ roles: ['customer', 'agent'], ownerRoles: [] });
    expect(ofC.get('reassign')?.roles).toEqual(['service_lead', 'repair_lead', 'manager']);
    expect(ofC.get('cancel')).toEqual({
      roles: ['manager', 'agent', 'general_manager'],
      ownerRoles: ['agent', 'general_manager'],
    });
    expect(ofC.get('merge')?.ownerRoles).toEqual(['agent', 'manager', 'general_manager']);
    expect((await givers('&company=D')).get('requestParts')?.roles).toEqual([
      'technician',
      'department_head',
      'manager',
    ]);
    expect((await givers()).get('cancel')?.ownerRoles).toEqual(
      expect.arrayContaining(['repair_lead', 'agent', 'sales_manager', 'general_manager']),
    );
  });
});

describe('case kinds', () => {
  it('say where a case is opened and what with', async () => {
    expect((await get('/v1/case-kinds?language=en')).json()).toMatchObject({
      items: [
        {
          caseKind: 'repair',
          title: 'Repair',
          path: '/v1/repairs',
          schema: { properties: { unit: { title: 'Unit', properties: { lot: { title: 'Lot' } } } } },
        },
        {
          ...{ caseKind: 'survey', title: 'Survey by period', path: '/v1/survey-rounds' },
          schema: { properties: { period: { title: 'Period' } } },
        },
      ],
    });
  });
});

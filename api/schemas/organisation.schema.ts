import { Type } from 'typebox';
import { Code, Id, Line, nullable, object } from './common.schema.ts';

export const DepartmentBody = object({ id: Id, code: Code, name: Line, version: Type.Integer() });
export const NewDepartmentBody = object(
  { code: Code, name: Line },
  { examples: [{ code: 'logistics', name: '物流部' }] },
);
export const DepartmentChangesBody = object({ name: Line });

export const TeamBody = object({
  id: Id,
  code: Code,
  name: Line,
  departmentId: Id,
  leadId: nullable(Id),
  version: Type.Integer(),
});
export const NewTeamBody = object(
  { code: Code, name: Line, departmentId: Id, leadId: Type.Optional(nullable(Id)) },
  {
    examples: [
      { code: 'repair-night', name: '夜间维修组', departmentId: '018f0000-0000-7000-8000-000000000001' },
    ],
  },
);
export const TeamChangesBody = object(
  { name: Type.Optional(Line), departmentId: Type.Optional(Id), leadId: Type.Optional(nullable(Id)) },
  { minProperties: 1 },
);

export const SkillBody = object({ code: Code, name: Line });
export const NewSkillBody = object(
  { code: Code, name: Line },
  { examples: [{ code: 'gas-appliances', name: '燃气具维修' }] },
);

import { Type } from 'typebox';
import { Code, Id, Line, nullable, object, Reference } from './common.schema.ts';

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
  { code: Code, name: Line, departmentCode: Code, lead: Type.Optional(nullable(Reference)) },
  {
    examples: [{ code: 'repair-night', name: '夜间维修组', departmentCode: 'after-sales', lead: 'wang.lei' }],
  },
);
export const TeamChangesBody = object(
  {
    name: Type.Optional(Line),
    departmentCode: Type.Optional(Code),
    lead: Type.Optional(nullable(Reference)),
  },
  { minProperties: 1 },
);

export const SkillBody = object({ code: Code, name: Line });
export const NewSkillBody = object(
  { code: Code, name: Line },
  { examples: [{ code: 'gas-appliances', name: '燃气具维修' }] },
);

import { Type } from 'typebox';
import { Id, Instant, nullable, object } from './common.schema.ts';
import { examplePolicy } from './policy.example.ts';
import { ServicePolicySchema } from './policy.schema.ts';

const versionFields = {
  id: Id,
  company: Type.String(),
  version: Type.Integer(),
  validFrom: Instant,
  createdAt: Instant,
  createdBy: nullable(Id),
};

export const PolicyVersionSummary = object(versionFields);
export const PolicyVersionBody = object({ ...versionFields, document: ServicePolicySchema });

export const NewPolicyVersionBody = object(
  {
    document: ServicePolicySchema,
    validFrom: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Cases opened from then on use it; at once when left out',
      }),
    ),
  },
  { examples: [{ document: examplePolicy, validFrom: '2027-01-01T00:00:00+08:00' }] },
);

export const PolicyToValidate = Type.Object(ServicePolicySchema.properties, {
  additionalProperties: false,
  description: 'The after-sales rules of one company',
  examples: [examplePolicy],
});

export const PolicyValidationBody = object({
  valid: Type.Boolean(),
  faults: Type.Array(object({ pointer: Type.String(), message: Type.String() })),
});

import { Type, type Static, type TSchema } from 'typebox';
import { LANGUAGES } from '../../workflows/domain/policy/choices.ts';
import type { ServicePolicy } from '../../workflows/domain/policy/service-policy.ts';
import { Code, Currency, nullable, TimeZone, object, oneOf } from './common.schema.ts';
import { PeriodSurveySchema } from './period-survey.schema.ts';
import { RepairPolicySchema } from './repair-policy.schema.ts';

/**
 * The form of a service policy, and the description of its fields that API readers see. What the figures must
 * be to each other is checked by `checkPolicy`.
 */
export const ServicePolicySchema = object(
  {
    /** Whose after-sales rules these are. */
    company: Code,
    name: object({
      'zh-CN': Type.String({ minLength: 1, maxLength: 200 }),
      en: Type.String({ minLength: 1, maxLength: 200 }),
    }),
    version: Type.Integer({ minimum: 1, description: 'Grows by one with every change' }),
    timeZone: TimeZone,
    calendar: object(
      { workingTime: Code, aroundTheClock: Code },
      {
        description: 'Codes of the calendars: the one working time counts on, and the one that never closes',
      },
    ),
    currency: Currency,
    languages: Type.Array(oneOf(LANGUAGES), {
      minItems: 1,
      uniqueItems: true,
      description: 'Languages customers are written to; the first when a customer’s own is not among them',
    }),
    repair: RepairPolicySchema,
    periodSurvey: Type.Optional(nullable(PeriodSurveySchema)),
  },
  { description: 'The after-sales rules of one company' },
);

/** Arrays and fields of a schema's type are writable, those of the domain are not: that alone may differ. */
type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
// Only a comparison of two generic functions tells an optional field from a missing one.
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */
type SchemaOf<T, Schema extends TSchema> =
  Same<Frozen<Static<Schema>>, Frozen<T>> extends true ? Schema : never;

/** Does not compile once a field of the domain's policy is missing here, or the other way round. */
ServicePolicySchema satisfies SchemaOf<ServicePolicy, typeof ServicePolicySchema>;

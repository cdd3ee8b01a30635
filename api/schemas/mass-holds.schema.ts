import { Type } from 'typebox';
import { MASS_HOLD_REASONS, PAUSE_REASONS } from '../../workflows/domain/cases.ts';
import { ActorBody } from './case.schema.ts';
import { Id, Instant, Line, nullable, object, oneOf, pageQuery, Text } from './common.schema.ts';

export const NewMassHoldBody = object(
  {
    region: Type.Optional(Line),
    productModel: Type.Optional(Line),
    reason: oneOf(PAUSE_REASONS, { description: `One of: ${MASS_HOLD_REASONS.join(', ')}` }),
    text: Text,
    until: Type.Optional(Instant),
  },
  {
    description:
      'Aimed at cases of a region (of the site, else of the customer), of a product model, or of both together. `text` is shown to customers. Without `until` it ends by `resume` only.',
    examples: [
      {
        region: 'shanghai',
        reason: 'forceMajeure',
        text: '台风“海神”登陆，暂停上门服务',
        until: '2026-07-27T09:00:00+08:00',
      },
    ],
  },
);

export const MassHoldBody = object({
  id: Id,
  region: nullable(Type.String()),
  productModel: nullable(Type.String()),
  reason: oneOf(MASS_HOLD_REASONS),
  text: Type.String(),
  placedAt: Instant,
  placedBy: Id,
  until: nullable(Instant),
  endedAt: nullable(Instant),
  endedBy: nullable(Id),
  cases: object({
    told: Type.Integer({ description: 'Open cases that it was aimed at, also those opened while it lasts' }),
    held: Type.Integer({ description: 'On hold because of it now' }),
    resumed: Type.Integer({ description: 'On hold because of it before' }),
  }),
});

export const MassHoldsQuery = object(pageQuery);

export const HoldBody = object({
  id: Type.String(),
  reason: oneOf(PAUSE_REASONS),
  text: Type.String(),
  startedAt: Instant,
  until: nullable(Instant),
  endedAt: nullable(Instant),
  placedBy: ActorBody,
  batchId: nullable({ ...Id, description: 'The mass hold that it is part of' }),
});

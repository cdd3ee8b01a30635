import { Type } from 'typebox';
import { repairOpening } from '../../workflows/repair/repair.forms.ts';
import { Instant, object } from './common.schema.ts';

/** What a repair is opened with: the form of the process, and in the embedded stack a clock of its own. */
export const NewRepairBody = object(
  {
    ...repairOpening.properties,
    clock: Type.Optional(
      object({ now: Instant }, { description: 'What time it is for this case; with adjustable clocks only' }),
    ),
  },
  {
    examples: [
      {
        channel: 'phone',
        company: 'B',
        newCustomer: { name: '王小姐', phone: '+86 755 5550 9876' },
        site: { address: '深圳市南山区科技园路 1 号', region: 'guangdong' },
        unit: { productModel: 'WD-2200' },
        description: '衣柜右门铰链断裂，门板下垂',
      },
    ],
  },
);

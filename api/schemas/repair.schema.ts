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
        company: 'A',
        newCustomer: { name: '王小姐', phone: '+86 755 5550 9876' },
        unit: { productModel: 'KT-260', serialNumber: 'KT260-2025-00417' },
        description: '空调不制冷，室外机有异响',
      },
    ],
  },
);

import { Type } from 'typebox';
import { choice, group, listOf, minorUnits, quantity, reference, text } from '../../runtime/form-fields.ts';

/** What the customer pays for, as it is quoted (3.2 `quote`) and as it is detailed at the end (`feeDetail`, A6.2). */
export const pricedLines = (description: string, minItems = 0) =>
  listOf(
    group({
      kind: choice(['labour', 'material', 'travel'], 'Kind'),
      text: text('What for', 300),
      partId: Type.Optional(reference('Part')),
      quantity: quantity('Pieces, hours or trips'),
      amountMinor: minorUnits('Amount of the line'),
    }),
    description,
    minItems,
  );

import { Type } from 'typebox';
import { REPLACEMENT_KINDS } from '../../domain/replacement.ts';
import {
  choice,
  code,
  evidence,
  form,
  heardFrom,
  instant,
  listOf,
  minorUnits,
  minorUnitsDifference,
  picture,
  reference,
  text,
} from '../../runtime/form-fields.ts';

/* Replacing a unit beyond repair (repair process, 3.2 replacement). */

const optional = Type.Optional;

export const replacement = {
  answerRight: form('Choose replacement, refund or repair', {
    choice: choice(['replacement', 'refund', 'repair'], 'What the customer wants'),
    heardFrom: heardFrom(),
  }),
  proposeScrap: form('Propose to write the unit off', {
    ground: choice(['unrepairable', 'uneconomic', 'noPart', 'attemptsUsed', 'right'], 'Ground'),
    repairCostMinor: minorUnits('What the repair would cost'),
    unitValueMinor: minorUnits('Present value of the unit'),
    evidence: evidence('Photos'),
    disposal: choice(['scrap', 'refurbish'], 'What becomes of the old unit'),
  }),
  chooseReplacement: form(
    'Choose a replacement with the customer',
    {
      answer: choice(['replacement', 'refund', 'keepUnit'], 'What the customer wants'),
      kind: optional(choice(REPLACEMENT_KINDS, 'Which unit instead (A1.3)')),
      productId: optional(reference('The product that is handed over')),
      accessories: optional(listOf(text('An accessory', 200), 'Accessories that come with it (A3.2)')),
      differenceMinor: optional(
        minorUnitsDifference(
          'Price of the new unit to the customer, less what was agreed for the repair; below zero it goes back to them',
        ),
      ),
      reason: optional(text('Why the unit is kept, and which alternatives were told (A4)')),
      heardFrom: heardFrom(),
    },
    [
      { field: 'answer', is: ['replacement'], required: ['kind', 'productId', 'differenceMinor'] },
      { field: 'answer', is: ['keepUnit'], required: ['reason'] },
    ],
  ),
  collectOld: form('Hand the new unit over and collect the old one', {
    serialSeen: optional(code('Serial number of the old unit')),
    newSerial: code('Serial number of the new unit'),
    otherSerialBecause: optional(text('Why another unit than the case’s is collected; by the lead')),
    condition: text('Condition of the old unit'),
    accessories: listOf(text('An accessory', 200), 'Accessories collected'),
  }),
  scrapUnit: form('Dispose of the old unit', {
    recordNumber: code('Number of the scrap record'),
    disposal: choice(['scrap', 'refurbish'], 'What became of it'),
    at: instant('When'),
    photo: optional(picture('Key of a photo')),
  }),
};

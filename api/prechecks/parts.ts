import { requireFree } from '../../db/repositories/loans.repository.ts';
import { partsStockRepository } from '../../db/repositories/parts-stock.repository.ts';
import { replacementProductsRepository } from '../../db/repositories/replacement-products.repository.ts';
import type { TaskRow } from '../../db/repositories/tasks.repository.ts';
import { unitsRepository } from '../../db/repositories/units.repository.ts';
import { invalid, refusedAt } from '../../workflows/domain/errors.ts';
import type { ReplacementKind, ReplacementShare } from '../../workflows/domain/replacement.ts';
import type { Form, Precheck } from './context.ts';

/** Parts named in the lines of a form are in the catalogue. */
export async function checkPartLines({ db }: Precheck, form: Form, field: string): Promise<void> {
  const lines = (form[field] ?? []) as readonly { readonly partId?: string }[];
  await checkParts(
    db,
    lines.map(({ partId }, index) => ({ partId, pointer: `/${field}/${index}/partId` })),
  );
}

/** A part named by the form itself is in the catalogue. */
export async function checkPart({ db }: Precheck, form: Form, field: string): Promise<void> {
  await checkParts(db, [{ partId: form[field] as string | undefined, pointer: `/${field}` }]);
}

async function checkParts(
  db: Precheck['db'],
  named: readonly { readonly partId: string | undefined; readonly pointer: string }[],
): Promise<void> {
  const ids = named.flatMap(({ partId }) => partId ?? []);
  if (ids.length === 0) return;
  const known = new Map((await partsStockRepository(db).listNamed(ids, [])).map((part) => [part.id, part]));
  for (const { partId, pointer } of named) {
    if (partId === undefined) continue;
    const part = known.get(partId);
    if (part === undefined) throw invalid(pointer, 'names no part');
    if (!part.active) throw invalid(pointer, `names a part that is not used any more: ${part.number}`);
  }
}

/** A device that the customer may have waits in the loan pool. */
export async function checkLoanDevice(check: Precheck, form: Form): Promise<void> {
  await checkPart(check, form, 'partId');
  const { partId, serial } = form as { partId: string; serial: string };
  await requireFree(check.db, partId, serial);
}

/** The new unit is nobody's yet (repair process, section 9). */
export async function checkNewSerial({ db }: Precheck, task: TaskRow, form: Form): Promise<void> {
  const { newProductModel } = task.about as { newProductModel: string };
  const { newSerial } = form as { newSerial: string };
  const registered = await unitsRepository(db).findOptionalBySerial(newProductModel, newSerial);
  if (registered === undefined) return;
  throw refusedAt(
    'SERIAL_IN_USE',
    '/newSerial',
    'belongs to a unit that is in use',
    `Serial number ${newSerial} is in somebody's hands already`,
  );
}

interface ChosenReplacement {
  readonly answer: 'replacement' | 'refund' | 'keepUnit';
  readonly kind?: ReplacementKind;
  readonly productId?: string;
  readonly differenceMinor?: number;
}

/** The chosen unit is kept in stock, and costs what the customer was told. */
export async function checkReplacement({ db }: Precheck, task: TaskRow, form: Form): Promise<void> {
  const { answer, kind, productId, differenceMinor } = form as unknown as ChosenReplacement;
  if (answer !== 'replacement' || kind === undefined || productId === undefined) return;
  const { productModel, share, creditMinor } = task.about as {
    productModel: string;
    share: ReplacementShare;
    creditMinor: number;
  };
  const { priceMinor } = await replacementProductsRepository(db).findByWish({
    ...{ productId, kind, productModel, share },
  });
  const expectedMinor = priceMinor - creditMinor;
  if (differenceMinor === expectedMinor) return;
  throw invalid(
    '/differenceMinor',
    `must be ${expectedMinor}: ${priceMinor} less ${creditMinor} agreed before`,
  );
}

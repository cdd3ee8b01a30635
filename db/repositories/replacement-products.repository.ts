import { DomainError, invalid } from '../../workflows/domain/errors.ts';
import {
  replacementPrice,
  type ReplacementKind,
  type ReplacementShare,
} from '../../workflows/domain/replacement.ts';
import type { Database } from '../client.ts';
import { catalogueRepository, type Product } from './catalogue.repository.ts';
import { partsStockRepository } from './parts-stock.repository.ts';

export interface ReplacementWish {
  readonly productId: string;
  readonly kind: ReplacementKind;
  /** Model of the unit that is replaced. */
  readonly productModel: string;
  readonly share: ReplacementShare;
}

/** A product that a unit can be replaced by. */
export interface ReplacementProduct {
  /** The stock item that it is handed over from: its number is the product's model. */
  readonly partId: string;
  readonly productModel: string;
  /** What the customer pays for it by the catalogue. */
  readonly priceMinor: number;
  readonly currency: string;
}

/** Products that units are replaced by. */
export const replacementProductsRepository = (db: Database) => ({
  /** Refused (INVALID with the pointer) where there is no such product, it is not kept in stock, or may not be chosen. */
  findByWish: async ({
    productId,
    kind,
    productModel,
    share,
  }: ReplacementWish): Promise<ReplacementProduct> => {
    const [broken, wanted] = await Promise.all([
      catalogueRepository(db).findOptionalByModel(productModel),
      catalogueRepository(db).findOptionalById(productId),
    ]);
    if (broken === undefined) throw new DomainError('NOT_FOUND', `There is no product ${productModel}`);
    if (wanted === undefined || !wanted.active) throw invalid('/productId', 'names no product that is sold');
    const priceMinor = replacementPrice({ kind, share, broken, wanted });
    const { model, currency } = wanted;
    return { partId: await stockItemOf(db, wanted), productModel: model, priceMinor, currency };
  },
});

async function stockItemOf(db: Database, { model }: Product): Promise<string> {
  const item = await partsStockRepository(db).findOptionalByNumber(model);
  if (item?.active !== true) throw invalid('/productId', `must be kept in stock, which ${model} is not`);
  return item.id;
}

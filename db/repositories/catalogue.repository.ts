import { and, asc, eq, gt, ilike, or, sql } from 'drizzle-orm';
import type { Instant } from '../../workflows/domain/limits.ts';
import type { ProductCategory } from '../../workflows/domain/policy/choices.ts';
import type { Database } from '../client.ts';
import { products } from '../schema/catalogue.ts';
import {
  containing,
  explainViolations,
  pageOf,
  requireCurrent,
  requireFound,
  requireWritten,
  type Page,
} from './support.ts';

export type Product = typeof products.$inferSelect;
export type NewProduct = Omit<Product, 'id' | 'active' | 'version' | 'createdAt' | 'updatedAt'>;
export type ProductChanges = Partial<Omit<NewProduct, 'model'> & Pick<Product, 'active'>>;

export interface ProductsPageRequest {
  readonly category?: ProductCategory;
  /** Part of the model or name. */
  readonly text?: string;
  /** Models sort products in lists, because they are unique. */
  readonly afterModel: string | null;
  readonly limit: number;
}

const FAULTS = {
  products_model_unique: { pointer: '/model', message: 'is taken by another product' },
};

/** Products sold or lent. */
export const catalogueRepository = (db: Database) => ({
  findById: async (id: string): Promise<Product> =>
    requireFound((await db.select().from(products).where(eq(products.id, id)))[0], 'product', id),

  findOptionalById: async (id: string): Promise<Product | undefined> =>
    (await db.select().from(products).where(eq(products.id, id)))[0],

  findOptionalByModel: async (model: string): Promise<Product | undefined> =>
    (await db.select().from(products).where(eq(products.model, model)))[0],

  list: async (request: ProductsPageRequest): Promise<Page<Product, string>> => {
    const { category, text, afterModel, limit } = request;
    const rows = await db
      .select()
      .from(products)
      .where(
        and(
          category === undefined ? undefined : eq(products.category, category),
          text === undefined
            ? undefined
            : or(ilike(products.model, containing(text)), ilike(products.name, containing(text))),
          afterModel === null ? undefined : gt(products.model, afterModel),
        ),
      )
      .orderBy(asc(products.model))
      .limit(limit + 1);
    return pageOf(rows, limit, (product) => product.model);
  },

  create: async (product: NewProduct, at: Instant): Promise<Product> =>
    explainViolations(FAULTS, async () =>
      requireWritten(
        await db
          .insert(products)
          .values({ ...product, createdAt: at, updatedAt: at })
          .returning(),
      ),
    ),

  update: async (
    id: string,
    expectedVersion: number,
    changes: ProductChanges,
    at: Instant,
  ): Promise<Product> => {
    const rows = await db
      .update(products)
      .set({ ...changes, updatedAt: at, version: sql`${products.version} + 1` })
      .where(and(eq(products.id, id), eq(products.version, expectedVersion)))
      .returning();
    return requireCurrent(
      rows,
      'product',
      id,
      async () => (await db.$count(products, eq(products.id, id))) > 0,
    );
  },
});

import type { ProductCategory, UnitOwnership } from '../../workflows/domain/policy/choices.ts';

/* What the demo organisation sells and lends. Prices in fen; all products are invented. */

/** A product sold or lent. */
export interface ProductPreset {
  readonly model: string;
  readonly name: string;
  readonly category: ProductCategory;
  /** False: never repaired, a return is offered instead. */
  readonly repairable: boolean;
  /** From the day of purchase; 0: none. */
  readonly warrantyMonths: number;
  readonly priceMinor: number;
  readonly currency: string;
  /** Straight-line depreciation to `residualPercent` of the price over this time. */
  readonly usefulLifeMonths: number;
  readonly residualPercent: number;
}

type Worth = Pick<ProductPreset, 'warrantyMonths' | 'priceMinor' | 'usefulLifeMonths' | 'residualPercent'>;

const product = (model: string, name: string, category: ProductCategory, worth: Worth): ProductPreset => ({
  model,
  name,
  category,
  repairable: category !== 'food',
  currency: 'CNY',
  ...worth,
});

export const PRODUCTS: readonly ProductPreset[] = [
  product('WD-2200', '橡木四门衣柜', 'furniture', {
    warrantyMonths: 24,
    priceMinor: 680_000,
    usefulLifeMonths: 120,
    residualPercent: 10,
  }),
  product('SF-300', '三人布艺沙发', 'furniture', {
    warrantyMonths: 24,
    priceMinor: 420_000,
    usefulLifeMonths: 96,
    residualPercent: 5,
  }),
  product('DK-140', '升降办公桌', 'furniture', {
    warrantyMonths: 36,
    priceMinor: 259_000,
    usefulLifeMonths: 84,
    residualPercent: 5,
  }),
  product('CL-650', '双门冷藏展示柜', 'cooler', {
    warrantyMonths: 36,
    priceMinor: 860_000,
    usefulLifeMonths: 96,
    residualPercent: 10,
  }),
  product('CL-200', '台式冷藏柜', 'cooler', {
    warrantyMonths: 24,
    priceMinor: 320_000,
    usefulLifeMonths: 72,
    residualPercent: 10,
  }),
  product('WDP-50', '立式饮水机', 'dispenser', {
    warrantyMonths: 12,
    priceMinor: 149_000,
    usefulLifeMonths: 60,
    residualPercent: 5,
  }),
  product('CT-900', '工业控制器', 'hardware', {
    warrantyMonths: 12,
    priceMinor: 1_250_000,
    usefulLifeMonths: 84,
    residualPercent: 5,
  }),
  product('LB-15', '商用笔记本电脑', 'hardware', {
    warrantyMonths: 36,
    priceMinor: 599_900,
    usefulLifeMonths: 60,
    residualPercent: 5,
  }),
  product('ERP-SUITE', '门店管理软件', 'software', {
    warrantyMonths: 12,
    priceMinor: 980_000,
    usefulLifeMonths: 60,
    residualPercent: 0,
  }),
  product('PSU-48', '48V 电源模块', 'part', {
    warrantyMonths: 12,
    priceMinor: 88_000,
    usefulLifeMonths: 60,
    residualPercent: 5,
  }),
  product('YG-100', '原味酸奶 100g', 'food', {
    warrantyMonths: 0,
    priceMinor: 450,
    usefulLifeMonths: 1,
    residualPercent: 0,
  }),
];

/** One product in a customer's hands. */
export interface UnitPreset {
  /** Model of the product. */
  readonly product: string;
  readonly serialNumber: string | null;
  readonly lot: string | null;
  /** Handle of the customer. */
  readonly customer: string;
  readonly ownership: UnitOwnership;
  readonly orderNumber: string | null;
  /** yyyy-MM-dd; the product's warranty runs from it. */
  readonly purchasedOn: string | null;
}

const sold = (
  unit: Pick<UnitPreset, 'product' | 'customer' | 'orderNumber' | 'purchasedOn'> &
    Partial<Pick<UnitPreset, 'serialNumber' | 'lot'>>,
): UnitPreset => ({ serialNumber: null, lot: null, ownership: 'sold', ...unit });

const lent = (model: string, serialNumber: string, customer: string, since: string): UnitPreset => ({
  product: model,
  serialNumber,
  lot: null,
  customer,
  ownership: 'lent',
  orderNumber: null,
  purchasedOn: since,
});

/** Units inside and outside their warranty in 2026, some known by lot alone, one of unknown age. */
export const UNITS: readonly UnitPreset[] = [
  sold({
    product: 'WD-2200',
    serialNumber: 'WD2200-250317-0042',
    customer: 'chen.xiao',
    orderNumber: 'SO-20250317-0042',
    purchasedOn: '2025-03-17',
  }),
  sold({
    product: 'SF-300',
    lot: 'SF300-2023-08',
    customer: 'chen.xiao',
    orderNumber: 'SO-20230812-0007',
    purchasedOn: '2023-08-12',
  }),
  sold({
    product: 'DK-140',
    serialNumber: 'DK140-240905-0118',
    customer: 'lin.tao',
    orderNumber: 'SO-20240905-0118',
    purchasedOn: '2024-09-05',
  }),
  sold({
    product: 'CT-900',
    serialNumber: 'CT900-26-00031',
    customer: 'yuanhang',
    orderNumber: 'SO-20260112-0003',
    purchasedOn: '2026-01-12',
  }),
  sold({
    product: 'CT-900',
    serialNumber: 'CT900-23-00408',
    customer: 'yuanhang',
    orderNumber: 'SO-20230620-0011',
    purchasedOn: '2023-06-20',
  }),
  sold({
    product: 'PSU-48',
    lot: 'PSU48-2025-11',
    customer: 'yuanhang',
    orderNumber: 'SO-20251104-0019',
    purchasedOn: '2025-11-04',
  }),
  sold({
    product: 'LB-15',
    serialNumber: 'LB15-7Q2M9',
    customer: 'harbour.hotel',
    orderNumber: 'SO-20250701-0021',
    purchasedOn: '2025-07-01',
  }),
  sold({
    product: 'ERP-SUITE',
    serialNumber: 'ERP-LIC-000917',
    customer: 'harbour.hotel',
    orderNumber: 'SO-20250930-0002',
    purchasedOn: '2025-09-30',
  }),
  sold({
    product: 'CL-200',
    serialNumber: 'CL200-22-05519',
    customer: 'lin.tao',
    orderNumber: null,
    purchasedOn: null,
  }),
  sold({
    product: 'YG-100',
    lot: 'YG100-20260312-B',
    customer: 'sunshine.school',
    orderNumber: 'SO-20260313-0005',
    purchasedOn: '2026-03-13',
  }),
  lent('CL-650', 'CL650-24-00071', 'sunshine.school', '2024-08-26'),
  lent('WDP-50', 'WDP50-25-00310', 'sunshine.school', '2025-02-17'),
  lent('CL-200', 'CL200-25-01204', 'harbour.hotel', '2025-05-06'),
];

import type { LOCATION_KINDS, Tracking } from '../../workflows/domain/parts.ts';

/* Spare parts and replacement units of the demo organisation, and what lies in its stores. Prices in fen. */

export interface StockLocationPreset {
  readonly code: string;
  readonly kind: (typeof LOCATION_KINDS)[number];
  readonly nameZh: string;
  readonly nameEn: string;
}

export const STOCK_LOCATIONS: readonly StockLocationPreset[] = [
  { code: 'main', kind: 'store', nameZh: '中心配件库', nameEn: 'Main parts store' },
  { code: 'suzhou', kind: 'store', nameZh: '苏州分库', nameEn: 'Suzhou store' },
  { code: 'loans', kind: 'store', nameZh: '备用机库', nameEn: 'Loan pool' },
  { code: 'quarantine', kind: 'quarantine', nameZh: '待检隔离区', nameEn: 'Quarantine' },
];

/** A spare part, or a whole unit to replace a broken one with, which then has the product's model as number. */
export interface PartPreset {
  readonly number: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly specification: string;
  readonly supplier: string;
  readonly tracking: Tracking;
  /** Asked of the customer. */
  readonly priceMinor: number;
  /** What it costs the company. */
  readonly costMinor: number;
  readonly currency: string;
  /** Free pieces at or below which it is bought anew (P-02). */
  readonly reorderPoint: number;
  /** Numbers of parts on the approved list. */
  readonly substitutes: readonly string[];
}

type Facts = Omit<PartPreset, 'number' | 'nameZh' | 'nameEn' | 'currency' | 'substitutes'> &
  Partial<Pick<PartPreset, 'substitutes'>>;

const part = (number: string, nameZh: string, nameEn: string, facts: Facts): PartPreset => ({
  number,
  nameZh,
  nameEn,
  currency: 'CNY',
  substitutes: [],
  ...facts,
});

export const PARTS: readonly PartPreset[] = [
  part('HG-110', '缓冲铰链 110°', 'Soft-close hinge 110°', {
    specification: '35 mm 杯径，快装',
    supplier: '恒固五金',
    tracking: 'none',
    priceMinor: 3_500,
    costMinor: 1_600,
    reorderPoint: 10,
    substitutes: ['HG-105'],
  }),
  part('HG-105', '普通铰链 105°', 'Hinge 105°', {
    specification: '35 mm 杯径',
    supplier: '恒固五金',
    tracking: 'none',
    priceMinor: 2_000,
    costMinor: 900,
    reorderPoint: 10,
  }),
  part('DS-450', '三节缓冲滑轨 450', 'Drawer slide 450', {
    specification: '450 mm，承重 30 kg，一对',
    supplier: '恒固五金',
    tracking: 'none',
    priceMinor: 6_800,
    costMinor: 3_200,
    reorderPoint: 8,
  }),
  part('LM-24', '升降立柱电机', 'Lifting column motor', {
    specification: '24 V，80 W',
    supplier: '力升传动',
    tracking: 'serial',
    priceMinor: 42_000,
    costMinor: 23_000,
    reorderPoint: 2,
  }),
  part('CMP-90', '制冷压缩机 R290', 'Compressor R290', {
    specification: '220 V，90 W，R290',
    supplier: '寒源制冷',
    tracking: 'serial',
    priceMinor: 98_000,
    costMinor: 61_000,
    reorderPoint: 1,
  }),
  part('RF-290', '制冷剂 R290 150 g', 'Refrigerant R290 150 g', {
    specification: '一次性罐装',
    supplier: '寒源制冷',
    tracking: 'lot',
    priceMinor: 8_000,
    costMinor: 3_500,
    reorderPoint: 6,
  }),
  part('TH-10', '电子温控器', 'Electronic thermostat', {
    specification: '−10…10 °C',
    supplier: '寒源制冷',
    tracking: 'lot',
    priceMinor: 16_000,
    costMinor: 7_800,
    reorderPoint: 3,
  }),
  part('DG-650', '冷藏柜门封条', 'Door gasket for CL-650', {
    specification: 'CL-650 专用',
    supplier: '自产',
    tracking: 'none',
    priceMinor: 9_500,
    costMinor: 3_100,
    reorderPoint: 4,
  }),
  part('SW-01', '原厂电源开关', 'Power switch, original', {
    specification: '16 A，250 V',
    supplier: '正源电气',
    tracking: 'lot',
    priceMinor: 4_500,
    costMinor: 1_900,
    reorderPoint: 5,
    substitutes: ['SW-02'],
  }),
  part('SW-02', '认可替代电源开关', 'Power switch, approved substitute', {
    specification: '16 A，250 V',
    supplier: '德立电气',
    tracking: 'lot',
    priceMinor: 3_000,
    costMinor: 1_300,
    reorderPoint: 5,
  }),
  part('CB-900', 'CT-900 主控板', 'Main board for CT-900', {
    specification: '版本 C',
    supplier: '自产',
    tracking: 'serial',
    priceMinor: 320_000,
    costMinor: 185_000,
    reorderPoint: 1,
  }),
  part('FN-80', '散热风扇 80 mm', 'Cooling fan 80 mm', {
    specification: '24 V，双滚珠',
    supplier: '正源电气',
    tracking: 'none',
    priceMinor: 3_800,
    costMinor: 1_500,
    reorderPoint: 5,
  }),
  part('SSD-512', '固态硬盘 512 GB', 'SSD 512 GB', {
    specification: 'NVMe 2280',
    supplier: '云存科技',
    tracking: 'serial',
    priceMinor: 39_900,
    costMinor: 27_500,
    reorderPoint: 2,
  }),
  part('HT-50', '饮水机加热罐', 'Heating tank for WDP-50', {
    specification: '220 V，500 W',
    supplier: '泉润电器',
    tracking: 'none',
    priceMinor: 18_500,
    costMinor: 8_800,
    reorderPoint: 2,
  }),
  part('WD-2200', '橡木四门衣柜', 'Oak wardrobe, four doors', {
    specification: '整机更换',
    supplier: '自产',
    tracking: 'serial',
    priceMinor: 680_000,
    costMinor: 390_000,
    reorderPoint: 0,
  }),
  part('CL-650', '双门冷藏展示柜', 'Display cooler, two doors', {
    specification: '整机更换',
    supplier: '寒源制冷',
    tracking: 'serial',
    priceMinor: 860_000,
    costMinor: 540_000,
    reorderPoint: 0,
  }),
  part('LB-15', '商用笔记本电脑', 'Business laptop', {
    specification: '整机更换',
    supplier: '云存科技',
    tracking: 'serial',
    priceMinor: 599_900,
    costMinor: 462_000,
    reorderPoint: 0,
  }),
  part('LD-200', '备用台式冷藏柜', 'Loan cooler', {
    specification: '备用机，不出售',
    supplier: '寒源制冷',
    tracking: 'serial',
    priceMinor: 320_000,
    costMinor: 205_000,
    reorderPoint: 0,
  }),
  part('LD-15', '备用笔记本电脑', 'Loan laptop', {
    specification: '备用机，不出售',
    supplier: '云存科技',
    tracking: 'serial',
    priceMinor: 399_900,
    costMinor: 310_000,
    reorderPoint: 0,
  }),
];

/** Pieces of a part in a store: by lot, by serial number each, or by number alone. */
export interface StockPreset {
  readonly part: string;
  readonly location: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly serials?: readonly string[];
}

/** What the stores begin with. One soft-close hinge only, no compressor and no original switch: these run short. */
export const STOCK: readonly StockPreset[] = [
  { part: 'HG-110', location: 'main', quantity: 1 },
  { part: 'HG-105', location: 'main', quantity: 40 },
  { part: 'DS-450', location: 'main', quantity: 16 },
  { part: 'LM-24', location: 'main', quantity: 2, serials: ['LM24-2511-007', 'LM24-2511-008'] },
  { part: 'RF-290', location: 'main', quantity: 12, lot: 'RF290-2509' },
  { part: 'RF-290', location: 'main', quantity: 12, lot: 'RF290-2512' },
  { part: 'TH-10', location: 'main', quantity: 5, lot: 'TH10-2510' },
  { part: 'TH-10', location: 'suzhou', quantity: 2, lot: 'TH10-2510' },
  { part: 'DG-650', location: 'main', quantity: 6 },
  { part: 'SW-02', location: 'main', quantity: 12, lot: 'SW02-2511' },
  { part: 'CB-900', location: 'main', quantity: 1, serials: ['CB900-C-0153'] },
  { part: 'CB-900', location: 'suzhou', quantity: 1, serials: ['CB900-C-0154'] },
  { part: 'FN-80', location: 'main', quantity: 14 },
  { part: 'SSD-512', location: 'main', quantity: 3, serials: ['SSD-88A1', 'SSD-88A2', 'SSD-88A3'] },
  { part: 'HT-50', location: 'main', quantity: 4 },
  { part: 'WD-2200', location: 'main', quantity: 1, serials: ['WD2200-260105-0009'] },
  { part: 'CL-650', location: 'main', quantity: 2, serials: ['CL650-26-00004', 'CL650-26-00005'] },
  { part: 'LD-200', location: 'loans', quantity: 2, serials: ['LD200-001', 'LD200-002'] },
  { part: 'LD-15', location: 'loans', quantity: 1, serials: ['LD15-001'] },
  { part: 'LB-15', location: 'main', quantity: 1, serials: ['LB15-9K4T1'] },
];

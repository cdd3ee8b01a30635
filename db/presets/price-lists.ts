import type { PriceList } from '../../workflows/domain/pricing.ts';

const name = (zh: string, en: string) => ({ 'zh-CN': zh, en });

/** The published prices of the demo organisation, in fen. */
const STANDARD: PriceList = {
  code: 'standard',
  version: 1,
  currency: 'CNY',
  labour: {
    hourMinor: 12_000,
    unitMinutes: 15,
    workItems: [
      { code: 'inspection', name: name('上门检测', 'Inspection on site'), priceMinor: 5_000 },
      { code: 'installation', name: name('安装调试', 'Installation and setup'), priceMinor: 15_000 },
      { code: 'hinge-replacement', name: name('更换铰链', 'Hinge replacement'), priceMinor: 4_000 },
      { code: 'drawer-adjustment', name: name('抽屉调整', 'Drawer adjustment'), priceMinor: 3_000 },
      { code: 'surface-touch-up', name: name('表面修补', 'Surface touch-up'), priceMinor: 12_000 },
      {
        code: 'compressor-replacement',
        name: name('更换压缩机', 'Compressor replacement'),
        priceMinor: 36_000,
      },
      { code: 'refrigerant-refill', name: name('加注制冷剂', 'Refrigerant refill'), priceMinor: 22_000 },
      {
        code: 'board-replacement',
        name: name('更换电路板', 'Circuit board replacement'),
        priceMinor: 18_000,
      },
      { code: 'software-reinstall', name: name('软件重装', 'Software reinstallation'), priceMinor: 10_000 },
    ],
  },
  travel: [
    { code: 'city', name: name('市区', 'City'), visitMinor: 5_000 },
    { code: 'suburb', name: name('郊区', 'Suburb'), visitMinor: 10_000 },
    { code: 'province', name: name('省内', 'Within the province'), visitMinor: 30_000 },
    { code: 'remote', name: name('省外', 'Outside the province'), visitMinor: 80_000 },
  ],
};

export const PRICE_LISTS: readonly PriceList[] = [STANDARD];

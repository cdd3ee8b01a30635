import type { Language } from '../../workflows/domain/policy/choices.ts';

/* Customers of the demo organisation. All names, numbers and addresses are invented; `.example` leads nowhere. */

/** The head of a customer's file. */
export interface CustomerPreset {
  readonly handle: string;
  readonly kind: 'organisation' | 'person';
  readonly name: string;
  readonly address: string;
  readonly region: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly keyAccount: boolean;
}

/** Somebody who speaks for a customer. */
export interface ContactPreset {
  readonly handle: string;
  /** Handle of the customer. */
  readonly customer: string;
  readonly name: string;
  readonly position: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly wechatId: string | null;
  readonly language: Language;
  readonly preferredChannel: 'email' | 'sms' | 'wechat';
}

const SHANGHAI = { timeZone: 'Asia/Shanghai', language: 'zh-CN' } as const;

export const CUSTOMERS: readonly CustomerPreset[] = [
  {
    handle: 'sunshine.school',
    kind: 'organisation',
    name: '阳光小学',
    address: '上海市浦东新区樱花路 88 号',
    region: 'shanghai',
    keyAccount: true,
    ...SHANGHAI,
  },
  {
    handle: 'yuanhang',
    kind: 'organisation',
    name: '远航制造有限公司',
    address: '江苏省苏州市工业园区星湖街 218 号',
    region: 'jiangsu',
    keyAccount: true,
    ...SHANGHAI,
  },
  {
    handle: 'harbour.hotel',
    kind: 'organisation',
    name: 'Harbour Hotel',
    address: '1 Harbour Road, Wan Chai, Hong Kong',
    region: 'hongkong',
    language: 'en',
    timeZone: 'Asia/Hong_Kong',
    keyAccount: false,
  },
  {
    handle: 'chen.xiao',
    kind: 'person',
    name: '陈晓',
    address: '上海市徐汇区漕溪北路 500 弄 3 号 1201 室',
    region: 'shanghai',
    keyAccount: false,
    ...SHANGHAI,
  },
  {
    handle: 'lin.tao',
    kind: 'person',
    name: '林涛',
    address: '浙江省杭州市西湖区文三路 269 号 602 室',
    region: 'zhejiang',
    keyAccount: false,
    ...SHANGHAI,
  },
];

export const CONTACTS: readonly ContactPreset[] = [
  {
    handle: 'zhu.li',
    customer: 'sunshine.school',
    name: '朱莉',
    position: '食堂主管',
    email: 'zhu.li@sunshine-school.example',
    phone: '+86 21 5555 6101',
    wechatId: 'zhuli_canteen',
    language: 'zh-CN',
    preferredChannel: 'wechat',
  },
  {
    handle: 'guo.ping',
    customer: 'sunshine.school',
    name: '郭平',
    position: '总务主任',
    email: 'guo.ping@sunshine-school.example',
    phone: '+86 21 5555 6102',
    wechatId: null,
    language: 'zh-CN',
    preferredChannel: 'email',
  },
  {
    handle: 'shen.qiang',
    customer: 'yuanhang',
    name: '沈强',
    position: '设备科科长',
    email: 'shen.qiang@yuanhang.example',
    phone: '+86 512 5555 7001',
    wechatId: null,
    language: 'zh-CN',
    preferredChannel: 'email',
  },
  {
    handle: 'emma.wong',
    customer: 'harbour.hotel',
    name: 'Emma Wong',
    position: 'Chief engineer',
    email: 'emma.wong@harbour-hotel.example',
    phone: '+852 5555 0118',
    wechatId: null,
    language: 'en',
    preferredChannel: 'email',
  },
  {
    handle: 'chen.xiao.self',
    customer: 'chen.xiao',
    name: '陈晓',
    position: null,
    email: 'chen.xiao@mail.example',
    phone: '+86 21 5555 8101',
    wechatId: 'chenxiao_sh',
    language: 'zh-CN',
    preferredChannel: 'sms',
  },
  {
    handle: 'lin.tao.self',
    customer: 'lin.tao',
    name: '林涛',
    position: null,
    email: 'lin.tao@mail.example',
    phone: '+86 571 5555 8202',
    wechatId: null,
    language: 'zh-CN',
    preferredChannel: 'email',
  },
];

import type { Scope } from '../../workflows/domain/scopes.ts';

/** Systems that the demo organisation has connected, with the scopes that each needs. */
export const CLIENT_SYSTEMS: readonly {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly Scope[];
}[] = [
  { name: 'payment-provider', description: '在线支付平台', scopes: ['payments:report'] },
  {
    name: 'erp',
    description: '企业资源计划系统：到货与关联单据',
    scopes: ['arrivals:report', 'links:report'],
  },
  { name: 'message-gateway', description: '邮件、短信与微信网关', scopes: ['messages:receive'] },
  { name: 'shop', description: '商城与设备监测平台', scopes: ['repairs:report'] },
];

/**
 * What a connected system may be allowed, named by capability (S-01). A system is given the scopes that it needs and
 * no other right; people have roles instead.
 */
export const SCOPES = [
  /** Report repairs: monitoring, shops, call centres. */
  'repairs:report',
  /** Report what customers paid: payment providers (repair process, 3.4 Payment). */
  'payments:report',
  /** Report inspected deliveries: ERP and warehouse systems (P-02). */
  'arrivals:report',
  /** Take up and close what cases want opened elsewhere: systems of returns, complaints, actions (C-12). */
  'links:report',
  /** Bring what customers write: gateways of mail, SMS and WeChat (repair process, 3.4 Silence, 9). */
  'messages:receive',
] as const;

export type Scope = (typeof SCOPES)[number];

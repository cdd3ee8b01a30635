import type { Role } from '../../workflows/domain/limits.ts';

/** Who keeps the master data: people, products, policies, calendars (S-01). */
export const MASTER_DATA_ROLES: readonly Role[] = ['manager', 'admin'];

/** Who takes up and corrects customers, contacts and their units. */
export const CUSTOMER_DATA_ROLES: readonly Role[] = ['agent', 'service_lead', 'manager', 'admin'];

/** Who plans shifts and enters absences. */
export const ROSTER_ROLES: readonly Role[] = [
  'repair_lead',
  'service_lead',
  'parts_lead',
  'manager',
  'admin',
];

/** Who holds many cases at once, and resumes them. */
export const MASS_HOLD_ROLES: readonly Role[] = ['manager', 'admin'];

/** Who takes parts in and keeps their catalogue (P-01). */
export const STOCK_ROLES: readonly Role[] = ['parts_clerk', 'parts_lead', 'manager', 'admin'];

/** Who reads the monthly settlement; finance alone closes a month (F-03). */
export const SETTLEMENT_ROLES: readonly Role[] = ['finance', 'manager'];

/** Who reads figures of many cases (D-02). */
export const FIGURES_ROLES: readonly Role[] = [
  'service_lead',
  'repair_lead',
  'department_head',
  'sales_manager',
  'finance',
  'manager',
  'general_manager',
  'admin',
];
/** Who publishes prices (A3.2). */
export const PRICE_ROLES: readonly Role[] = ['finance', 'manager', 'admin'];

/** Who books the approved difference of a stocktake (P-04). */
export const STOCK_CORRECTION_ROLES: readonly Role[] = ['parts_lead', 'manager'];

/** Who opens the surveys of a period by hand (V-02). */
export const SURVEY_ROLES: readonly Role[] = ['manager', 'admin'];

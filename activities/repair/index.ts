import type { RepairActivities } from '../repair-contracts.ts';
import { loanActivities } from './loan.activities.ts';
import { moneyActivities } from './money.activities.ts';
import { partsActivities } from './parts.activities.ts';
import { replacementActivities } from './replacement.activities.ts';
import { withRefusals } from '../refusals.ts';
import { serviceActivities, type ServiceDependencies } from './service.activities.ts';

/** The effects of a repair on parts, money, people and the unit; each happens once for its key (design idea 6). */
export function createRepairActivities(deps: ServiceDependencies): RepairActivities {
  return withRefusals({
    ...partsActivities(deps.db),
    ...moneyActivities(deps.db),
    ...serviceActivities(deps),
    ...replacementActivities(deps.db),
    ...loanActivities(deps.db),
  });
}

import type { Database } from '../db/client.ts';
import { endLink, saveLink } from '../db/repositories/case-links.repository.ts';
import { oncePerKey } from '../db/repositories/effects.ts';
import { linkedCaseRequestsRepository } from '../db/repositories/linked-case-requests.repository.ts';
import {
  copyComments,
  countComments,
  listComments,
  queueMerged,
  takeOverRecords,
} from '../db/repositories/merged-cases.repository.ts';
import type { LinkActivities } from './link-contracts.ts';
import { withRefusals } from './refusals.ts';

/** Links between cases, and the way to cases of other kinds (design idea 11). */
export function linkActivities(db: Database): LinkActivities {
  const activities: LinkActivities = {
    async linkCases({ caseId, linkedCaseId, relation, waits, text, at, by }) {
      await saveLink(db, { caseId, linkedCaseId, relation, waits, text, linkedAt: at, linkedBy: by });
    },

    async unlinkCases({ caseId, linkedCaseId, at, by }) {
      await endLink(db, { caseId, linkedCaseId, at, by });
    },

    openLinkedCase({ key, at, caseId, by, ...wanted }) {
      return oncePerKey(db, { key, name: 'openLinkedCase', at }, async (tx) => {
        const request = { ...wanted, fromCaseId: caseId, requestedAt: at, requestedBy: by };
        const { id: requestId } = await linkedCaseRequestsRepository(tx).create(request);
        return { requestId };
      });
    },

    async mergeInto({ caseId, targetId, at, by }) {
      await queueMerged(db, { mergedCaseId: caseId, targetId, at, by });
    },

    async takeOverRecords({ caseId, mergedCaseId, at, by }) {
      await takeOverRecords(db, { mergedCaseId, targetId: caseId, at, by });
      return { comments: await countComments(db, mergedCaseId) };
    },

    async copyComments({ caseId, mergedCaseId, at, by, afterSeq, comments }) {
      await copyComments(db, { mergedCaseId, targetId: caseId, at, by }, { afterSeq, count: comments });
    },

    async takeOverMerged({ caseId, mergedCaseId, at, by }) {
      await takeOverRecords(db, { mergedCaseId, targetId: caseId, at, by });
      return { comments: await listComments(db, mergedCaseId) };
    },
  };
  return withRefusals({ ...activities });
}

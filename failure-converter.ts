import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Keeps messages and stack traces of failures in encrypted payloads too (S-02): a mail server's
 * refusal, for one, quotes the recipient's address.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });

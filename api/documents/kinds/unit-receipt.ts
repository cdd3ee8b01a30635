import type { DocumentType } from '../document-type.ts';
import { fileSection, nth } from './common.ts';

/** Unit receipt (接修单): in which state, with what, the workshop took the unit in. */
export const unitReceipt: DocumentType = {
  kind: 'unitReceipt',
  suffix: /^-U\d*$/,
  inCustomersFile: true,
  issues: async (file) =>
    (await file.done('receiveUnit')).map(({ form, at, by }, index) => ({
      suffix: nth('-U', index),
      revision: null,
      createdAt: at,
      write: async (pen) => [
        ...pen.fields('particulars', {
          at: pen.instant(form.at),
          by: pen.actor(by, at),
          serialSeen: form.serialSeen,
          condition: form.condition,
          accessories: form.accessories.length === 0 ? pen.term('none') : form.accessories,
        }),
        ...fileSection(pen, await file.files(), form.photos),
      ],
    })),
};

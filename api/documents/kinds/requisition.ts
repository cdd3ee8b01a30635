import type { Requisition } from '../../../db/repositories/requisitions.repository.ts';
import type { CaseFile } from '../case-file.ts';
import type { Section, Words } from '../document.ts';
import type { DocumentType } from '../document-type.ts';
import type { Pen } from '../pen.ts';

/** Requisition (配件领用单, B3.6, P-03): the company's own paper; its lines, the signature, issue and return. */
export const requisition: DocumentType = {
  kind: 'requisition',
  suffix: /^-R\d+$/,
  inCustomersFile: false,
  issues: async (file) =>
    (await file.requisitions())
      .filter(({ number }) => requisition.suffix.test(suffixOf(file, number)))
      .map((asked) => ({
        suffix: suffixOf(file, asked.number),
        revision: null,
        createdAt: asked.askedAt,
        write: (pen) => write(pen, file, asked),
      })),
};

/** The lending of a device is booked like a requisition, under the number of its loan note. */
const suffixOf = ({ found }: CaseFile, number: string): string => number.slice(found.number.length);

async function write(pen: Pen, file: CaseFile, asked: Requisition): Promise<Section<Words>[]> {
  const lines = (await file.partLines()).filter(({ line }) => line.requisitionId === asked.id);
  const pieces = await file.issuedPieces();
  const handedOut = await file.done('issueParts');
  return [
    ...pen.fields('particulars', {
      state: pen.answer('requisitionState', asked.state),
      store: asked.locationCode,
      urgent: pen.yesNo(asked.urgent),
      askedAt: pen.instant(asked.askedAt),
      askedBy: pen.person(asked.askedBy, asked.askedAt),
    }),
    ...pen.fields('signature', {
      decidedAt: pen.instant(asked.decidedAt),
      signedBy: pen.person(asked.decidedBy, asked.decidedAt),
      reason: asked.reason,
    }),
    ...pen.table(
      'lines',
      ['partNumber', 'part', 'asked', 'signed', 'issued', 'consumed', 'returnedPieces', 'damaged', 'lost'],
      lines.map((row) => ({
        partNumber: row.part.number,
        part: pen.named(row.part.id, asked.askedAt),
        asked: pen.number(row.line.asked),
        signed: pen.number(row.line.signed),
        issued: pen.number(row.line.issued),
        consumed: pen.number(row.line.consumed),
        returnedPieces: pen.number(row.line.returned),
        damaged: pen.number(row.line.damaged),
        lost: pen.number(row.line.lost),
      })),
    ),
    ...pen.table(
      'issued',
      ['partNumber', 'lot', 'serial', 'quantity'],
      lines.flatMap(({ line, part }) =>
        pieces
          .filter(({ lineId, lot, serial }) => lineId === line.id && `${lot}${serial}` !== '')
          .map(({ lot, serial, issued }) => ({
            partNumber: part.number,
            ...{ lot, serial },
            quantity: pen.number(issued),
          })),
      ),
    ),
    ...pen.table(
      'handedOut',
      ['at', 'partNumber', 'quantity', 'by', 'receivedBy'],
      handedOut.flatMap(({ at, by, form }) =>
        form.lines.flatMap(({ lineId, quantity }) => {
          const of = lines.find(({ line }) => line.id === lineId);
          return of === undefined
            ? []
            : {
                at: pen.instant(at),
                partNumber: of.part.number,
                quantity: pen.number(quantity),
                by: pen.actor(by, at),
                receivedBy: form.receivedBy,
              };
        }),
      ),
    ),
  ];
}

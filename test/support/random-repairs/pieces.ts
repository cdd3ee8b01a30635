import { sql } from 'drizzle-orm';
import type { Form, Story } from '../story.ts';
import type { World } from '../world.ts';

/* What the stores and the people of a case have in their hands, as forms name it. */

/** A piece, or several of one lot, of a line. */
export interface Pieces extends Form {
  readonly lineId: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly serial?: string;
}

interface Row extends Record<string, unknown> {
  readonly line_id: string;
  readonly quantity: number;
  readonly lot: string;
  readonly serial: string | null;
}

const toPieces = ({ line_id: lineId, quantity, lot, serial }: Row): Pieces => ({
  lineId,
  quantity,
  ...(lot === '' ? {} : { lot }),
  ...(serial === null || serial === '' ? {} : { serial }),
});

/** What is reserved for a case; of parts with serial numbers, each piece of the store that would do. */
export async function reservedPieces({ world, caseId }: Story): Promise<readonly Pieces[]> {
  const { rows } = await world.db.execute<Row>(sql`
    select r.line_id, r.lot, s.serial, case when s.serial is null then r.quantity else 1 end as quantity
    from reservations r
    join requisition_lines l on l.id = r.line_id
    join requisitions q on q.id = l.requisition_id
    left join part_serials s on s.part_id = r.part_id and s.lot = r.lot
      and s.location_code = r.location_code and s.state = 'inStore'
    where q.case_id = ${caseId} and r.quantity > 0
    order by q.number, l.position, r.lot, s.serial`);
  return rows.map(toPieces);
}

/** What was issued for a case and is neither used nor back; loan devices left out. */
export async function piecesInHand({ world, caseId }: Story): Promise<readonly Pieces[]> {
  const { rows } = await world.db.execute<Row>(sql`
    select i.line_id, i.lot, i.serial,
      i.issued_quantity - i.consumed_quantity - i.returned_quantity - i.damaged_quantity - i.lost_quantity as quantity
    from issued_items i
    join requisition_lines l on l.id = i.line_id
    join requisitions q on q.id = l.requisition_id
    where q.case_id = ${caseId} and q.location_code <> 'loans'
      and i.issued_quantity > i.consumed_quantity + i.returned_quantity + i.damaged_quantity + i.lost_quantity
    order by q.number, l.position, i.lot, i.serial`);
  return rows.map(toPieces);
}

/** Keys of parts by their numbers. */
export async function partIds(
  world: World,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await world.db.execute<{ number: string; id: string }>(
    sql`select number, id from parts where number in ${numbers}`,
  );
  return new Map(rows.map(({ number, id }) => [number, id]));
}

/** A loan device that waits in the pool. */
export async function freeDevice(world: World): Promise<Form | null> {
  const { rows } = await world.db.execute<{ part_id: string; serial: string }>(
    sql`select part_id, serial from part_serials where location_code = 'loans' and state = 'inStore' order by serial`,
  );
  const [device] = rows;
  return device === undefined ? null : { partId: device.part_id, serial: device.serial };
}

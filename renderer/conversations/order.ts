import type { ConversationRow } from '../../preload/contract.ts';

/** A row in its place. */
export interface PlacedRow {
  row: ConversationRow;
  /** It is no longer in the list, but its place is kept so that nothing below it moves. */
  gone: boolean;
}

/** The rows as they stand on the screen. */
export interface Placement {
  placed: readonly PlacedRow[];
  /** How many of them stand in their order; those after them have come since the list has been held still. */
  settled: number;
}

export const nothingPlaced: Placement = { placed: [], settled: 0 };

/** How many rows wait at the end for their place. */
export function newcomers({ placed, settled }: Placement): number {
  return placed.slice(settled).filter(({ gone }) => !gone).length;
}

/**
 * Puts the rows in their order: offered first, then who waits longest, then by last activity, ended ones last.
 * @param before what stands on the screen now.
 * @param rows the conversations that there are, in any order.
 * @param held the pointer is over the list or the focus in it. Then every row keeps its place, one that has gone
 *   leaves its place empty, and new ones come at the end.
 */
export function place(
  before: Placement,
  rows: ReadonlyMap<string, ConversationRow>,
  held: boolean,
): Placement {
  if (!held || before.placed.length === 0) {
    const ordered = [...rows.values()].sort(compareRows);
    return { placed: ordered.map((row) => ({ row, gone: false })), settled: ordered.length };
  }
  const known = new Set(before.placed.map(({ row }) => row.id));
  const kept = before.placed.map(({ row }) => {
    const current = rows.get(row.id);
    return { row: current ?? row, gone: current === undefined };
  });
  const added = [...rows.values()].filter(({ id }) => !known.has(id)).sort(compareRows);
  return {
    placed: [...kept, ...added.map((row) => ({ row, gone: false }))],
    settled: before.settled,
  };
}

/** The order of the list; a total one, so that equal rows do not trade places. */
export function compareRows(a: ConversationRow, b: ConversationRow): number {
  const rankA = rank(a);
  return rankA - rank(b) || withinRank(rankA, a, b) || compareText(a.id, b.id);
}

const OFFERED = 0;
const WAITING = 1;
const OTHERS = 2;
const ENDED = 3;

function rank(row: ConversationRow): number {
  if (row.state === 'offered') return OFFERED;
  if (row.state === 'ended') return ENDED;
  return row.unread > 0 ? WAITING : OTHERS;
}

function withinRank(rankOfBoth: number, a: ConversationRow, b: ConversationRow): number {
  if (rankOfBoth === OFFERED || rankOfBoth === WAITING) return waitsSince(a) - waitsSince(b);
  return (b.lastAt ?? 0) - (a.lastAt ?? 0);
}

/** Who waits since an unknown time comes after those of whom it is known. */
function waitsSince(row: ConversationRow): number {
  return row.waitingSince ?? row.lastAt ?? Number.MAX_SAFE_INTEGER;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import type { Layers, Slot } from './layers.ts';

/** A sweep costs as much as there are edges, so that large graphs get fewer. */
const SWEEPS = { max: 12, min: 2, edges: 40_000 } as const;

/**
 * Orders the slots of each column so that few edges cross: forth and back, each slot is moved to the middle of its neighbours
 * (the barycentre method of Sugiyama, Tagawa and Toda, 1981).
 */
export function orderColumns({ columns }: Layers): void {
  const edges = columns.flat().reduce((sum, { behind }) => sum + behind.length, 1);
  const sweeps = Math.max(SWEEPS.min, Math.min(SWEEPS.max, Math.round(SWEEPS.edges / edges)));
  const places = new Map<Slot, number>();
  const number = (column: readonly Slot[]) => {
    for (const [at, slot] of column.entries()) places.set(slot, at);
  };
  columns.forEach(number);
  let best = columns.map((column) => [...column]);
  let fewest = countCrossings(columns, places);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const isForth = sweep % 2 === 0;
    for (const column of isForth ? columns : columns.toReversed()) {
      const middles = new Map(
        column.map((slot) => [
          slot,
          middleOf(isForth ? slot.before : slot.behind, places) ?? places.get(slot) ?? 0,
        ]),
      );
      column.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0));
      number(column);
    }
    const crossings = countCrossings(columns, places);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = columns.map((column) => [...column]);
  }
  for (const [at, column] of best.entries()) columns[at]?.splice(0, column.length, ...column);
}

function middleOf(neighbours: readonly Slot[], places: ReadonlyMap<Slot, number>): number | undefined {
  if (neighbours.length === 0) return undefined;
  return neighbours.reduce((sum, slot) => sum + (places.get(slot) ?? 0), 0) / neighbours.length;
}

/** Counts pairs of edges between neighbouring columns that cross, by a tree of sums (Barth, Mutzel and Jünger, 2004). */
function countCrossings(columns: readonly (readonly Slot[])[], places: ReadonlyMap<Slot, number>): number {
  let crossings = 0;
  for (const [at, column] of columns.entries()) {
    const width = columns[at + 1]?.length ?? 0;
    const sums = new Uint32Array(width + 1);
    let added = 0;
    for (const slot of column) {
      const ends = slot.behind.map((to) => places.get(to) ?? 0).sort((a, b) => a - b);
      for (const end of ends) crossings += added - sumTo(sums, end + 1);
      for (const end of ends) add(sums, end + 1);
      added += ends.length;
    }
  }
  return crossings;
}

function sumTo(sums: Uint32Array, at: number): number {
  let sum = 0;
  for (let i = at; i > 0; i -= i & -i) sum += sums[i] ?? 0;
  return sum;
}

function add(sums: Uint32Array, at: number): void {
  for (let i = at; i < sums.length; i += i & -i) sums[i] = (sums[i] ?? 0) + 1;
}

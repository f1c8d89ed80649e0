import type { Layers, Slot } from './layers.ts';

const PASSES = 8;

/** How much room a slot takes from top to bottom, with the gap to the next one. */
interface RowSizes {
  readonly step: number;
  readonly pass: number;
}

/** Returns the middle of each slot: near its neighbours in other columns, in the order of its column, without overlaps. */
export function placeRows({ columns }: Layers, sizes: RowSizes): ReadonlyMap<Slot, number> {
  const middles = new Map<Slot, number>();
  const roomOf = ({ step }: Slot) => (step === undefined ? sizes.pass : sizes.step);
  for (const column of columns) {
    const rooms = column.map(roomOf);
    let top = -rooms.reduce((sum, room) => sum + room, 0) / 2;
    for (const [at, slot] of column.entries()) {
      const room = rooms[at] ?? 0;
      middles.set(slot, top + room / 2);
      top += room;
    }
  }
  for (let pass = 0; pass < PASSES; pass++) {
    const isForth = pass % 2 === 0;
    for (const column of isForth ? columns : columns.toReversed()) {
      const wanted = column.map((slot) => {
        const near = isForth ? slot.before : slot.behind;
        const own = middles.get(slot) ?? 0;
        return near.length === 0
          ? own
          : near.reduce((sum, of) => sum + (middles.get(of) ?? 0), 0) / near.length;
      });
      const placed = keepApart(wanted, column.map(roomOf));
      for (const [at, slot] of column.entries()) middles.set(slot, placed[at] ?? 0);
    }
  }
  return middles;
}

interface Block {
  sum: number;
  count: number;
  readonly first: number;
}

/**
 * Returns the places nearest to the wanted ones, by least squares, that keep their order and overlap nowhere (pool adjacent
 * violators: each place is measured from where it would be if all touched).
 */
export function keepApart(wanted: readonly number[], rooms: readonly number[]): readonly number[] {
  const offsets: number[] = [];
  for (let at = 0, sum = 0; at < rooms.length; at++) {
    if (at > 0) sum += ((rooms[at - 1] ?? 0) + (rooms[at] ?? 0)) / 2;
    offsets.push(sum);
  }
  const blocks: Block[] = [];
  for (const [at, place] of wanted.entries()) {
    let block: Block = { sum: place - (offsets[at] ?? 0), count: 1, first: at };
    for (let last = blocks.at(-1); last !== undefined && last.sum / last.count > block.sum / block.count; ) {
      block = { sum: last.sum + block.sum, count: last.count + block.count, first: last.first };
      blocks.pop();
      last = blocks.at(-1);
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, count, first }) =>
    Array.from({ length: count }, (_, i) => sum / count + (offsets[first + i] ?? 0)),
  );
}

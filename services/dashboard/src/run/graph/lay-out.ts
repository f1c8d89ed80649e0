import { type Slot, toLayers } from './layers.ts';
import { orderColumns } from './order-columns.ts';
import { placeRows } from './place-rows.ts';
import type { Vertex } from './ranks.ts';

/** In pixels at full size. */
export const BOX = { width: 190, height: 46 } as const;
const GAP = { x: 54, y: 14, pass: 12, margin: 16 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge from the right side of one box to the left side of another, and the points that it passes between. */
export interface LaidEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}

interface Layout {
  readonly width: number;
  readonly height: number;
  /** The left upper corner of each step. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly edges: readonly LaidEdge[];
}

/** Draws steps from left to right: each to the right of all that it needs. Equal steps are drawn equally. */
export function layOut(vertices: readonly Vertex[]): Layout {
  const layers = toLayers(vertices);
  orderColumns(layers);
  const rows = placeRows(layers, { step: BOX.height + GAP.y, pass: GAP.pass });
  const tops = [...rows].map(([slot, y]) => y - (slot.step === undefined ? 0 : BOX.height / 2));
  const up = (tops.length === 0 ? 0 : Math.min(...tops)) - GAP.margin;
  const columnOf = new Map(layers.columns.flatMap((column, at) => column.map((slot) => [slot, at] as const)));
  const middle = (slot: Slot): Point => ({
    x: GAP.margin + (columnOf.get(slot) ?? 0) * (BOX.width + GAP.x) + BOX.width / 2,
    y: Math.round((rows.get(slot) ?? 0) - up),
  });
  const boxes = new Map(
    [...layers.slots].map(([id, slot]) => {
      const { x, y } = middle(slot);
      return [id, { x: x - BOX.width / 2, y: y - BOX.height / 2 }];
    }),
  );
  const bottom = tops.length === 0 ? 0 : Math.max(...tops);
  return {
    width: 2 * GAP.margin + layers.columns.length * (BOX.width + GAP.x) - GAP.x,
    height: Math.round(bottom - up + BOX.height + GAP.margin),
    boxes,
    edges: layers.edges.map(({ from, to, passes }) => {
      const [begin, end] = [layers.slots.get(from), layers.slots.get(to)];
      const points = begin && end ? route(middle(begin), passes.map(middle), middle(end)) : [];
      return { from, to, points };
    }),
  };
}

/** An edge goes straight through each column that it passes. */
function route(begin: Point, passes: readonly Point[], end: Point): readonly Point[] {
  const half = BOX.width / 2;
  const between = passes.flatMap(({ x, y }) => [
    { x: x - half, y },
    { x: x + half, y },
  ]);
  return [{ x: begin.x + half, y: begin.y }, ...between, { x: end.x - half, y: end.y }];
}

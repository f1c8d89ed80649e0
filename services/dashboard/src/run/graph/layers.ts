import { toRanks, type Vertex } from './ranks.ts';

/** A step, or a place where an edge passes a column. */
export interface Slot {
  /** Undefined where an edge passes. */
  readonly step: string | undefined;
  readonly before: Slot[];
  readonly behind: Slot[];
}

/** An edge, with the places where it passes columns. */
interface PassingEdge {
  readonly from: string;
  readonly to: string;
  readonly passes: readonly Slot[];
}

export interface Layers {
  /** The slots of each column, in order from top to bottom. */
  readonly columns: Slot[][];
  readonly slots: ReadonlyMap<string, Slot>;
  readonly edges: readonly PassingEdge[];
}

/** The most places where edges pass. Edges beyond them are drawn straight. */
const PASSES_MAX = 4_000;

/** Puts steps into columns. Edges from one step that pass a column share a place there. */
export function toLayers(vertices: readonly Vertex[]): Layers {
  const ranks = toRanks(vertices);
  const columns: Slot[][] = [];
  const add = (step: string | undefined, rank: number): Slot => {
    const slot: Slot = { step, before: [], behind: [] };
    for (let at = columns.length; at <= rank; at++) columns.push([]);
    columns[rank]?.push(slot);
    return slot;
  };
  const slots = new Map(vertices.map(({ id }) => [id, add(id, ranks.get(id) ?? 0)]));
  const passes = new Map<string, Slot[]>();
  const edges: PassingEdge[] = [];
  let left = PASSES_MAX;
  for (const { id, needs } of vertices) {
    const [to, rank] = [slots.get(id), ranks.get(id) ?? 0];
    for (const need of needs) {
      const from = slots.get(need);
      const begin = ranks.get(need) ?? 0;
      if (from === undefined || to === undefined) continue;
      const way = passes.get(need) ?? [];
      passes.set(need, way);
      for (let at = begin + 1 + way.length; at < rank && left > 0; at++, left--) {
        const pass = add(undefined, at);
        link(way.at(-1) ?? from, pass);
        way.push(pass);
      }
      const last = rank <= begin + 1 ? from : way[rank - begin - 2];
      if (last !== undefined && rank > begin) link(last, to);
      const isWhole = last !== undefined && rank > begin + 1;
      edges.push({ from: need, to: id, passes: isWhole ? way.slice(0, rank - begin - 1) : [] });
    }
  }
  return { columns, slots, edges };
}

function link(from: Slot, to: Slot): void {
  from.behind.push(to);
  to.before.push(from);
}

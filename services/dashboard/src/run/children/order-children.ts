import type { RunSummaryView, RunTreeNodeView } from '@ag06/client';

/** A run below another one, as a row shows it. */
export type ChildRow = Pick<
  RunTreeNodeView,
  'runId' | 'depth' | 'workflow' | 'status' | 'parent' | 'createdAt'
>;

/** What a person looks for first comes first; the rest keeps its order, the newest first. */
const RANKS: readonly (readonly ChildRow['status'][])[] = [
  ['failed', 'timed_out'],
  ['running', 'waiting', 'paused', 'compensating'],
];

function rankOf({ status }: ChildRow): number {
  const at = RANKS.findIndex((statuses) => statuses.includes(status));
  return at === -1 ? RANKS.length : at;
}

/**
 * Returns the rows of a tree of runs, each before its own children, and among siblings those first that failed, then those that
 * are open. `nodes` are in the order of the tree, without its first run; `failed` are more of its children, which the tree leaves out.
 */
export function orderChildren(
  nodes: readonly ChildRow[],
  failed: readonly RunSummaryView[],
): readonly ChildRow[] {
  const shown = new Set(nodes.map(({ runId }) => runId));
  const more = failed.filter(({ runId }) => !shown.has(runId)).map((run) => ({ ...run, depth: 1 }));
  return toOrder([...nodes, ...more], 1);
}

/** `rows` begin with one of this depth. */
function toOrder(rows: readonly ChildRow[], depth: number): readonly ChildRow[] {
  const families: { readonly head: ChildRow; readonly below: ChildRow[] }[] = [];
  for (const row of rows) {
    const last = families.at(-1);
    if (last === undefined || row.depth <= depth) families.push({ head: row, below: [] });
    else last.below.push(row);
  }
  return families
    .toSorted((a, b) => rankOf(a.head) - rankOf(b.head))
    .flatMap(({ head, below }) => [head, ...toOrder(below, depth + 1)]);
}

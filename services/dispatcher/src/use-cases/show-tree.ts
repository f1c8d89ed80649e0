import type { RunStatus, RunTreeNodeView, RunTreeView } from '@ag06/contracts';
import type { ListedRun, RunPage, RunPosition, RunStore, RunSummary } from '@ag06/store';
import { describeSummary } from './describe-run.ts';

/** How many children of one run are counted. */
const COUNTED_MAX = 500;
/** How many children of all runs are counted. After that, no more are read of each run than are shown. */
const COUNTED_IN_ALL = 2_500;
const READ_AT_ONCE = 8;

export interface TreeBounds {
  /** The most runs in the tree. */
  readonly limit: number;
  /** The most children of each run. */
  readonly children: number;
  /** How many levels below its first run. */
  readonly depth: number;
  readonly signal?: AbortSignal;
}

interface Node {
  readonly run: ListedRun;
  readonly depth: number;
  readonly children: Node[];
  about?: RunTreeNodeView['children'];
}

/**
 * Describes the runs below a run, level by level, so that a limit cuts off the deepest ones. Reads lists of runs alone,
 * which change meanwhile: a run that starts while this reads may be missing.
 */
export async function showTree(
  runs: Pick<RunStore, 'listRuns'>,
  root: ListedRun,
  bounds: TreeBounds,
  encode: (position: RunPosition) => string,
): Promise<RunTreeView> {
  const tree: Node = { run: root, depth: 0, children: [] };
  let [left, counted, isCut] = [bounds.limit - 1, 0, false];
  const look = async (node: Node): Promise<void> => {
    const limit = counted < COUNTED_IN_ALL ? COUNTED_MAX : bounds.children;
    const page = await listChildren(runs, node.run, limit, bounds.signal);
    counted += page.runs.length;
    const shown = page.runs.slice(0, Math.min(bounds.children, left));
    left -= shown.length;
    for (const run of shown) node.children.push({ run, depth: node.depth + 1, children: [] });
    const about = describeChildren(page, shown, encode);
    if (about !== undefined) node.about = about;
  };
  let level = [tree];
  while (level.length > 0 && left > 0 && (level[0]?.depth ?? 0) < bounds.depth) {
    for (let from = 0; from < level.length && left > 0; from += READ_AT_ONCE) {
      await Promise.all(level.slice(from, from + READ_AT_ONCE).map(look));
      isCut ||= left === 0 && from + READ_AT_ONCE < level.length;
    }
    level = level.flatMap(({ children }) => children);
  }
  return { nodes: [...flatten(tree)], isCut: isCut || level.length > 0 };
}

const listChildren = (
  runs: Pick<RunStore, 'listRuns'>,
  { runId, meta: { tenant } }: RunSummary,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<RunPage> =>
  runs.listRuns({
    tenant,
    statuses: [],
    tags: [],
    workflow: undefined,
    correlationId: undefined,
    parent: runId,
    from: undefined,
    to: undefined,
    after: undefined,
    limit,
    isDetailed: true,
    ...(signal && { signal }),
  });

function describeChildren(
  { runs, next }: RunPage,
  shown: readonly ListedRun[],
  encode: (position: RunPosition) => string,
): RunTreeNodeView['children'] {
  if (runs.length === 0) return undefined;
  const counts: Partial<Record<RunStatus, number>> = {};
  for (const run of runs) {
    const status = run.waits === true ? 'waiting' : run.status;
    counts[status] = (counts[status] ?? 0) + 1;
  }
  const isWhole = next === undefined;
  if (isWhole && shown.length === runs.length) return { counts, isWhole };
  const last = shown.at(-1);
  // Without any that is shown, the list begins at the newest: no cursor leads there, and none is needed.
  return { counts, isWhole, ...(last && { next: encode(last) }) };
}

function* flatten({ run, depth, about, children }: Node): Iterable<RunTreeNodeView> {
  const { runId, workflow, status, parent, forkedFrom, createdAt, finishedAt } = describeSummary(run);
  yield {
    runId,
    depth,
    workflow,
    status,
    ...(parent && { parent }),
    ...(forkedFrom && { forkedFrom }),
    createdAt,
    ...(finishedAt !== undefined && { finishedAt }),
    ...(about && { children: about }),
  };
  for (const child of children) yield* flatten(child);
}

import type { Client, RunTreeNodeView } from '@ag06/client';
import { parseArguments, readWhole, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { renderOrigin } from '../render-run.ts';

const FLAGS = { limit: { type: 'string' }, children: { type: 'string' }, depth: { type: 'string' } } as const;

/** `ag06 runs tree RUN`: the run, the runs that it started, and those that these started. */
export async function showTree(
  args: readonly string[],
  checkRunId: (text: string) => string,
  client: Client,
  output: Output,
): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const runId = checkRunId(requireWord(parsed, 0, 'a run id'));
  const [limit, children, depth] = [
    readWhole(parsed, 'limit'),
    readWhole(parsed, 'children'),
    readWhole(parsed, 'depth'),
  ];
  const tree = await client.tree(runId, { limit, children, depth });
  output.json(tree);
  for (const line of renderTree(tree.nodes)) output.text(line);
  if (tree.isCut) output.text('Some runs were not looked at: --limit and --depth show more.');
  return EXIT.ok;
}

/** Draws runs, each of which comes before its children. */
export function renderTree(nodes: readonly RunTreeNodeView[]): string[] {
  const lines: string[] = [];
  /** By depth: whether the run there has another one behind it. */
  const goesOn: boolean[] = [];
  for (const [i, node] of nodes.entries()) {
    const above = goesOn.slice(1, node.depth).map((more) => (more ? '│  ' : '   '));
    goesOn[node.depth] = hasSibling(nodes, i) || parentOf(nodes, i)?.children?.next !== undefined;
    const own = node.depth === 0 ? '' : goesOn[node.depth] ? '├─ ' : '└─ ';
    lines.push(`${above.join('')}${own}${renderNode(node)}`);
    for (const depth of endsAt(nodes, i)) {
      const parent = parentAt(nodes, i, depth);
      const next = parent?.children?.next;
      if (parent === undefined || next === undefined) continue;
      const before = goesOn.slice(1, depth).map((more) => (more ? '│  ' : '   '));
      lines.push(`${before.join('')}└─ … ag06 runs list --parent ${parent.runId} --cursor ${next}`);
      goesOn[depth] = false;
    }
  }
  return lines;
}

function renderNode(node: RunTreeNodeView): string {
  const { runId, workflow, status, parent, forkedFrom, children } = node;
  const of = parent !== undefined && 'step' in parent ? parent : undefined;
  const item = of?.item === undefined ? '' : `[${of.item}]`;
  const attempt = of === undefined || of.attempt === 1 ? '' : ` attempt ${of.attempt}`;
  const place = of === undefined ? '' : `${of.step}${item}${attempt}: `;
  const origin = forkedFrom === undefined ? '' : `  (${renderOrigin(forkedFrom)})`;
  return `${place}${runId}  ${workflow}  ${status}${renderCounts(children)}${origin}`;
}

function renderCounts(children: RunTreeNodeView['children']): string {
  if (children === undefined) return '';
  const counts = Object.entries(children.counts).map(([status, count]) => `${count} ${status}`);
  return `  (children: ${counts.join(', ')}${children.isWhole ? '' : ' of the newest'})`;
}

/** Whether another run at its depth follows before one that is higher. */
function hasSibling(nodes: readonly RunTreeNodeView[], i: number): boolean {
  const { depth = 0 } = nodes[i] ?? {};
  const next = nodes.slice(i + 1).find((other) => other.depth <= depth);
  return next?.depth === depth;
}

/** The depths at which no run of the same parent follows the one at `i`, the deepest first. */
function* endsAt(nodes: readonly RunTreeNodeView[], i: number): Iterable<number> {
  const after = nodes[i + 1]?.depth ?? 0;
  for (let depth = nodes[i]?.depth ?? 0; depth > 0 && depth > after; depth--) yield depth;
}

const parentOf = (nodes: readonly RunTreeNodeView[], i: number): RunTreeNodeView | undefined =>
  parentAt(nodes, i, nodes[i]?.depth ?? 0);

const parentAt = (nodes: readonly RunTreeNodeView[], i: number, depth: number): RunTreeNodeView | undefined =>
  nodes.slice(0, i + 1).findLast((other) => other.depth === depth - 1);

import type { RunTreeNodeView } from '@ag06/client';
import { client } from '../../client.ts';
import { formatCount } from '../../parts/format.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import './children.css';

const BOUNDS = { limit: 200, children: 50, depth: 4 } as const;

/** The runs that this one started, and those that these started. Nothing for a run without children. */
export function Children({ runId, isOpen }: { readonly runId: string; readonly isOpen: boolean }) {
  const every = isOpen ? { everyMs: 5_000 } : {};
  const loaded = useLoad((signal) => client.tree(runId, { ...BOUNDS, signal }), [runId], every);
  if (loaded.status !== 'ready' || loaded.value.nodes.length < 2) return null;
  const { nodes, isCut } = loaded.value;
  return (
    <section aria-label="Children">
      <h2>Children</h2>
      <p class="faint">{tellCounts(nodes[0])}</p>
      <ul class="children">
        {nodes.slice(1).map((node) => (
          <li key={node.runId} style={{ marginLeft: `${(node.depth - 1) * 1.5}rem` }}>
            <a href={`/runs/${node.runId}`}>{node.workflow}</a> <StatusBadge status={node.status} />{' '}
            {node.parent !== undefined && 'step' in node.parent && (
              <span class="faint">
                of {node.parent.step}
                {node.parent.item !== undefined && `[${node.parent.item}]`}
              </span>
            )}{' '}
            <When at={node.createdAt} /> <code class="faint">{node.runId}</code>
          </li>
        ))}
      </ul>
      {isCut && <p class="faint">There are more: open a child to see its own.</p>}
    </section>
  );
}

function tellCounts(node: RunTreeNodeView | undefined): string {
  const { counts = {}, isWhole = true } = node?.children ?? {};
  const told = Object.entries(counts).map(
    ([status, count]) => `${formatCount(count)} ${status.replaceAll('_', ' ')}`,
  );
  return `${isWhole ? '' : 'Of the newest: '}${told.join(', ')}`;
}

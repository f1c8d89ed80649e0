import type { RunTreeNodeView } from '@ag06/client';
import { client } from '../../client.ts';
import { formatCount, formatNoun } from '../../parts/format.ts';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import './children.css';
import { type ChildRow, orderChildren } from './order-children.ts';

const BOUNDS = { limit: 200, children: 50, depth: 4 } as const;
const FAILED = { status: ['failed', 'timed_out'], limit: 20 } as const;

/** The runs that this one started, and those that these started; failed ones first. Nothing for a run without children. */
export function Children({ runId, isOpen }: { readonly runId: string; readonly isOpen: boolean }) {
  const every = isOpen ? { everyMs: 5_000 } : {};
  const loaded = useLoad((signal) => loadChildren(runId, signal), [runId], every);
  if (loaded.status !== 'ready') return null;
  const { counted, rows, isCut } = loaded.value;
  if (counted === undefined || rows.length === 0) return null;
  return (
    <section aria-label="Children">
      <h2>Children</h2>
      <Counts runId={runId} {...counted} />
      <ul class="children">
        {rows.map((row) => (
          <Child key={row.runId} {...row} />
        ))}
      </ul>
      {isCut && <p class="faint">There are more: open a child to see its own.</p>}
    </section>
  );
}

async function loadChildren(runId: string, signal: AbortSignal) {
  const { nodes, isCut } = await client.tree(runId, { ...BOUNDS, signal });
  const counted = nodes[0]?.children;
  // Of more children than the tree has, those that failed may be any.
  const failed =
    counted?.next === undefined
      ? []
      : (await client.listPage({ parent: runId, ...FAILED }, { signal })).items;
  return { counted, rows: orderChildren(nodes.slice(1), failed), isCut };
}

type Counted = NonNullable<RunTreeNodeView['children']>;

/** How many children have each status, each with a link to these in the list of runs. */
function Counts({ runId, counts, isWhole }: Counted & { readonly runId: string }) {
  const toList = (more: { readonly status?: string }) =>
    `/runs?${new URLSearchParams({ parent: runId, ...more })}`;
  const all = formatNoun(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    'child',
    'children',
  );
  return (
    <ul class="child-counts">
      <li>
        <a href={toList({})}>{isWhole ? `${all} in the list of runs` : `All of more than ${all}`}</a>
      </li>
      {!isWhole && <li>of the newest:</li>}
      {Object.entries(counts).map(([status, count]) => (
        <li key={status}>
          <a href={toList({ status })}>
            {formatCount(count)} {status.replaceAll('_', ' ')}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Child({ runId, depth, workflow, status, parent, createdAt }: ChildRow) {
  return (
    <li style={{ marginLeft: `${(depth - 1) * 1.5}rem` }}>
      <a href={`/runs/${runId}`}>{workflow}</a> <StatusBadge status={status} />{' '}
      {parent !== undefined && 'step' in parent && (
        <span class="faint">
          of {parent.step}
          {parent.item !== undefined && `[${parent.item}]`}
        </span>
      )}{' '}
      <When at={createdAt} /> <code class="faint">{runId}</code>
    </li>
  );
}

import type { RunSummaryView, ScaleView, WorkerView } from '@ag06/client';
import { renderDuration } from '../times.ts';
import type { Snapshot } from './snapshot.ts';
import { SORTS, type TableName, type TopState } from './top-state.ts';

/** A table of the picture: its rows in their order, each with the id of what it shows. */
export interface FleetTable {
  readonly headings: readonly string[];
  /** Headings that are left out first where the terminal is narrow. */
  readonly spare: readonly string[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly unknown[] }[];
  /** How many rows there are: `12`, `100+` if the fleet has more, `?` if the dispatcher cannot tell now. */
  readonly count: string;
}

type Uncounted = Omit<FleetTable, 'count'>;
type Compare<Item> = (a: Item, b: Item) => number;

/** Returns a table of a snapshot as it is sorted now. `now` is in milliseconds since 1970, by the fleet's clock. */
export function toTable(
  name: TableName,
  snapshot: Snapshot,
  sorts: TopState['sorts'],
  now: number,
): FleetTable {
  const by = SORTS[name][sorts[name]] ?? '';
  switch (name) {
    case 'agents':
      return { ...agentTable(snapshot.scale?.items ?? [], by), count: countOf(snapshot.scale) };
    case 'workers':
      return { ...workerTable(snapshot.workers?.items ?? [], by), count: countOf(snapshot.workers) };
    case 'runs':
      return { ...runTable(snapshot.running?.items ?? [], by, now), count: countOf(snapshot.running) };
  }
}

/** A page that has a next one is only the beginning. */
export const countOf = (
  page: { readonly items: readonly unknown[]; readonly next?: string } | undefined,
): string => (page === undefined ? '?' : `${page.items.length}${page.next === undefined ? '' : '+'}`);

const byName =
  <Item>(nameOf: (item: Item) => string): Compare<Item> =>
  (a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1;

const agentName = byName<ScaleView>(({ agent }) => agent);
const AGENT_ORDERS: Readonly<Record<string, Compare<ScaleView>>> = {
  waiting: (a, b) => b.waiting - a.waiting || b.running - a.running || agentName(a, b),
  oldest: (a, b) => b.oldestMs - a.oldestMs || agentName(a, b),
  running: (a, b) => b.running - a.running || agentName(a, b),
};

function agentTable(items: readonly ScaleView[], by: string): Uncounted {
  const hasHeld = items.some(({ heldBack }) => heldBack !== undefined);
  return {
    headings: [
      'agents',
      'waiting',
      'oldest',
      'running',
      'slots',
      'workers',
      'ends/s',
      ...(hasHeld ? ['held back'] : []),
    ],
    spare: ['ends/s', 'workers', 'slots', 'running', 'held back'],
    rows: items.toSorted(AGENT_ORDERS[by] ?? agentName).map((item) => ({
      id: item.agent,
      cells: [
        item.agent,
        item.waiting,
        item.waiting === 0 ? '' : renderDuration(item.oldestMs),
        item.running,
        item.slots,
        item.draining === 0 ? item.ready : `${item.ready}+${item.draining}`,
        item.completionsPerSec?.toFixed(1) ?? '-',
        ...(hasHeld ? [item.heldBack ?? ''] : []),
      ],
    })),
  };
}

const share = ({ slots }: WorkerView): number =>
  slots === undefined ? 0 : slots.used / Math.max(1, slots.limit);
const workerId = byName<WorkerView>(({ id }) => id);
const WORKER_ORDERS: Readonly<Record<string, Compare<WorkerView>>> = {
  slots: (a, b) => share(b) - share(a) || workerId(a, b),
  status: (a, b) => statusOf(a).localeCompare(statusOf(b)) || workerId(a, b),
};

const statusOf = ({ blocked, status }: WorkerView): string => (blocked === undefined ? status : 'blocked');

function workerTable(items: readonly WorkerView[], by: string): Uncounted {
  return {
    headings: ['workers', 'slots', 'status', 'lag', 'settings', 'agents', 'host', 'pid', 'up'],
    spare: ['pid', 'host', 'up', 'settings', 'lag', 'agents'],
    rows: items.toSorted(WORKER_ORDERS[by] ?? workerId).map((item) => ({
      id: item.id,
      cells: [
        item.id,
        item.slots === undefined ? '' : `${item.slots.used}/${item.slots.limit}`,
        statusOf(item),
        item.lagMs === undefined ? '' : renderDuration(item.lagMs),
        toVersions(item.configVersion),
        item.agents.length,
        item.host,
        item.pid,
        renderDuration(Math.max(0, Date.parse(item.seenAt) - Date.parse(item.startedAt))),
      ],
    })),
  };
}

/** Versions of the settings in force: `own` where nothing is published. */
function toVersions(versions: WorkerView['configVersion']): string {
  const published = Object.values(versions).filter((version) => version > 0);
  if (published.length === 0) return 'own';
  const [least, most] = [Math.min(...published), Math.max(...published)];
  return least === most ? `v${most}` : `v${least}-v${most}`;
}

const RUN_ORDERS: Readonly<Record<string, Compare<RunSummaryView>>> = {
  newest: (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
  oldest: (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
  workflow: byName(({ workflow }) => workflow),
};

function runTable(items: readonly RunSummaryView[], by: string, now: number): Uncounted {
  return {
    headings: ['running runs', 'workflow', 'status', 'age', 'priority', 'correlation id'],
    spare: ['correlation id', 'priority', 'status', 'workflow'],
    rows: items.toSorted(RUN_ORDERS[by]).map((run) => ({
      id: run.runId,
      cells: [
        run.runId,
        run.workflow,
        run.status,
        renderDuration(Math.max(0, now - Date.parse(run.createdAt))),
        run.priority,
        run.correlationId,
      ],
    })),
  };
}

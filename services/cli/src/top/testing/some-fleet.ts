import type { RunSummaryView, ScaleView, WorkerView } from '@ag06/client';
import type { Snapshot } from '../snapshot.ts';

const AT = '2026-11-29T12:00:00.000Z';
const RUN_ID = 'r0-0mwvdobfe36IBKNqGC';

export const agentOf = (agent: string, more: Partial<ScaleView> = {}): ScaleView => ({
  agent,
  wanted: 1,
  ready: 2,
  draining: 0,
  why: 'min',
  reason: '',
  bounds: { min: 1, max: 10 },
  waiting: 0,
  delayed: 0,
  oldestMs: 0,
  running: 0,
  slots: 20,
  arrivalsPerSec: 0,
  completionsPerSec: 0,
  forecastPerSec: 0,
  serviceMs: null,
  bootSeconds: 30,
  coolDownSeconds: 60,
  ...more,
});

export const workerOf = (id: string, more: Partial<WorkerView> = {}): WorkerView => ({
  id,
  host: 'node-7.internal',
  pid: 4711,
  agents: ['core.echo'],
  startedAt: '2026-11-29T11:00:00.000Z',
  seenAt: AT,
  status: 'serving',
  slots: { used: 3, limit: 10 },
  lagMs: 12,
  configVersion: { 'core.echo': 2 },
  ...more,
});

export const runOf = (n: number, more: Partial<RunSummaryView> = {}): RunSummaryView => ({
  runId: `${RUN_ID}${String(n).padStart(3, '0')}`,
  workflow: 'digest',
  version: 'v',
  status: 'running',
  tenant: 'default',
  priority: 'normal',
  correlationId: `order ${n}`,
  traceId: null,
  tags: [],
  createdAt: new Date(Date.parse(AT) - 1_000 * n).toISOString(),
  ...more,
});

/** A fleet with so many agents, workers and running runs. */
export const fleetOf = (agents: number, workers: number, runs: number): Snapshot => ({
  health: {
    status: 'degraded',
    score: 71,
    at: AT,
    components: [
      { component: 'store', score: 100, status: 'ok', ageMs: 10, reasons: [] },
      {
        component: 'workers',
        score: 71,
        status: 'degraded',
        ageMs: 10,
        reasons: [{ code: 'WORKER_BLOCKED', message: 'A worker is blocked. Look at its handler.' }],
      },
    ],
  },
  scale: {
    ageMs: 1,
    wanted: 1,
    items: Array.from({ length: agents }, (_, i) =>
      agentOf(`agent.${i}`, { waiting: i, oldestMs: 1_000 * i, running: 1 }),
    ),
  },
  workers: { items: Array.from({ length: workers }, (_, i) => workerOf(`w-${i}`)) },
  counters: {
    at: Date.parse(AT),
    attempts: 100,
    steps: 90,
    lastMinute: { attemptsPerSec: 2, stepsPerSec: 1.5 },
  },
  breakers: { items: [] },
  approvals: { items: [] },
  deadLetters: { items: [] },
  failed: { items: [] },
  running: { items: Array.from({ length: runs }, (_, i) => runOf(i)) },
  newest: { items: Array.from({ length: runs }, (_, i) => runOf(i)) },
});

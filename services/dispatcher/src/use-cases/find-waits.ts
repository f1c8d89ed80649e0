import type { JobAddress, QueueTurn } from '@ag06/broker';
import { FINAL_STEP_STATUSES, isTerminal, type StepStatus, toJobId, type WaitsFor } from '@ag06/contracts';
import type { Plan, PlanStep } from '@ag06/engine';
import type { RunRecord, UnitRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';

/** Workers say every 5 s that they live. */
const WORKER_SEEN_WITHIN_MS = 15_000;
/** Steps of one run whose turns are looked up. */
const TURNS_MAX = 100;

/** What the fleet knows of the steps of one run. */
export interface FleetView {
  /** Agents that a worker serves now. */
  readonly served: ReadonlySet<string>;
  /** By step; a step whose activation does not wait on its queue has none. */
  readonly turns: ReadonlyMap<string, QueueTurn>;
  /** The store's time, milliseconds since 1970. */
  readonly now: number;
}

/** What each step of a run that does not move waits for, by step. Without the fleet's word, nothing is said of queues. */
export async function findWaits(
  parts: Parts,
  run: RunRecord,
  plan: Plan,
): Promise<ReadonlyMap<string, WaitsFor>> {
  if (isTerminal(run.status)) return new Map();
  const fleet = await lookAtFleet(parts, run, plan);
  const waits = new Map<string, WaitsFor>();
  for (const step of plan.steps.values()) {
    const wait = explainWait(step, run, fleet);
    if (wait !== undefined) waits.set(step.id, wait);
  }
  return waits;
}

async function lookAtFleet(parts: Parts, run: RunRecord, plan: Plan): Promise<FleetView> {
  const { fleet, runs } = parts.store;
  const queued = [...plan.steps.values()].filter(({ id }) => isQueued(run.units.get(id))).slice(0, TURNS_MAX);
  const jobs = queued.map(({ id, agent }): JobAddress => {
    return { agent, jobId: toJobId(run.runId, id, run.units.get(id)?.dispatch ?? 0) };
  });
  const [workers, turns, now] = await Promise.all([
    fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    jobs.length === 0 ? [] : parts.broker.findTurns(jobs),
    runs.now(),
  ]);
  const found = queued.flatMap(({ id }, i) => {
    const turn = turns[i];
    return turn === undefined ? [] : [[id, turn] as const];
  });
  return { served: new Set(workers.flatMap(({ agents }) => agents)), turns: new Map(found), now };
}

const isQueued = (unit: UnitRecord | undefined): boolean =>
  unit?.status === 'scheduled' || unit?.status === 'retrying';

/** Undefined if it has ended, or somebody has it in hand. */
export function explainWait(step: PlanStep, run: RunRecord, fleet: FleetView): WaitsFor | undefined {
  const unit = run.units.get(step.id);
  if (unit === undefined) return explainPending(step, run);
  switch (unit.status) {
    case 'scheduled':
      return explainQueued(step, fleet);
    case 'retrying':
      if (unit.dueAt > fleet.now) return { reason: 'backoff', until: new Date(unit.dueAt).toISOString() };
      return explainQueued(step, fleet);
    case 'blocked':
      return explainBlocked(unit);
    case 'ready':
      if (unit.token > 0) return undefined;
      return explainIdle(run);
    default:
      return undefined;
  }
}

/** In a run that goes on, a step that failed satisfies what needs it. */
const isOver = (status: StepStatus | undefined): boolean =>
  FINAL_STEP_STATUSES.some((final) => final === status);

/** A step that is not open yet: nothing but its dependencies can keep it. */
function explainPending({ needs }: PlanStep, run: RunRecord): WaitsFor {
  if (run.status === 'scheduled') return { reason: 'start' };
  const missing = needs.filter((id) => !isOver(run.units.get(id)?.status));
  return { reason: 'dependencies', steps: missing };
}

/** Without a turn, a worker has just taken it, or its activation was lost. */
function explainQueued({ id, agent }: PlanStep, { served, turns }: FleetView): WaitsFor | undefined {
  if (!served.has(agent)) return { reason: 'worker', agent };
  const turn = turns.get(id);
  return turn && { reason: 'queue', agent, ...turn };
}

/** A limit has no word of its own: `blockedBy` names it. */
function explainBlocked({ blockedBy = 'pause' }: UnitRecord): WaitsFor | undefined {
  if (blockedBy === 'pause') return { reason: 'pause' };
  const dependency = /^breaker:(.+)$/.exec(blockedBy)?.[1];
  return dependency === undefined ? undefined : { reason: 'breaker', dependency };
}

function explainIdle(run: RunRecord): WaitsFor {
  switch (run.status) {
    case 'scheduled':
      return { reason: 'start' };
    case 'paused':
      return { reason: 'pause' };
    default:
      return { reason: 'repair' };
  }
}

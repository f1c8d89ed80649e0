import type { HeldBack, JobAddress, QueueCounts, QueueTurn } from '@ag06/broker';
import { FINAL_STEP_STATUSES, isTerminal, type StepStatus, toJobId, type WaitsFor } from '@ag06/contracts';
import { findSimilarName, type Plan, type PlanStep } from '@ag06/engine';
import type { RunRecord, UnitRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { lanesOf } from './lanes-of.ts';
import { nearestWait } from './nearest-wait.ts';
import { tellBreakers } from './tell-breakers.ts';

/** Workers say every 5 s that they live. */
const WORKER_SEEN_WITHIN_MS = 15_000;
/** Steps and lanes of one run whose turns are looked up, shared out evenly among its steps. */
const TURNS_MAX = 100;

/** What the fleet knows of the steps of one run. */
export interface FleetView {
  /** Agents that a worker serves now. */
  readonly served: ReadonlySet<string>;
  /** By unit; a step or lane whose activation does not wait on its queue has none. */
  readonly turns: ReadonlyMap<string, QueueTurn>;
  /** By agent: what keeps workers from its queue, by what somebody did to it in BullMQ itself. */
  readonly heldBack: ReadonlyMap<string, HeldBack>;
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
  return tellBreakers(parts.store, waits, fleet.now);
}

async function lookAtFleet(parts: Parts, run: RunRecord, plan: Plan): Promise<FleetView> {
  const { fleet, runs } = parts.store;
  const queued = findQueued(run, plan);
  const jobs = queued.map(({ agent, name, unit }): JobAddress => {
    return { agent, jobId: toJobId(run.runId, name, unit.dispatch) };
  });
  const agents = [...new Set(jobs.map(({ agent }) => agent))];
  const [workers, turns, counts, now] = await Promise.all([
    fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    jobs.length === 0 ? [] : parts.broker.findTurns(jobs),
    jobs.length === 0 ? new Map<string, QueueCounts>() : parts.broker.countJobs(agents),
    runs.now(),
  ]);
  const found = queued.flatMap(({ name }, i) => {
    const turn = turns[i];
    return turn === undefined ? [] : [[name, turn] as const];
  });
  return {
    ...{ served: new Set(workers.flatMap((worker) => worker.agents)), turns: new Map(found), now },
    heldBack: new Map([...counts].flatMap(([agent, { heldBack }]) => (heldBack ? [[agent, heldBack]] : []))),
  };
}

interface QueuedUnit {
  readonly agent: string;
  readonly name: string;
  readonly unit: UnitRecord;
}

/** The units whose turn is worth a look: steps on their queues, and lanes of steps of which none runs. */
export function findQueued(run: RunRecord, plan: Plan): readonly QueuedUnit[] {
  const bySteps = [...plan.steps.values()].flatMap((step) => {
    const units = unitsOf(step, run).filter(([, unit]) => isQueued(unit));
    return units.length === 0 ? [] : [units.map(([name, unit]) => ({ agent: step.agent, name, unit }))];
  });
  const share = Math.max(1, Math.floor(TURNS_MAX / bySteps.length));
  return bySteps.flatMap((units) => units.slice(0, share)).slice(0, TURNS_MAX);
}

/** The units that keep a step from moving: itself, or its lanes if none of them runs. */
function unitsOf(step: PlanStep, run: RunRecord): readonly (readonly [name: string, unit: UnitRecord])[] {
  const own = run.units.get(step.id);
  if (own === undefined) return [];
  if (own.status !== 'running' || step.forEach === undefined) return [[step.id, own]];
  const lanes = lanesOf(run, step.id);
  return lanes.some(([, { status }]) => status === 'running') ? [] : lanes;
}

const isQueued = ({ status }: UnitRecord): boolean => status === 'scheduled' || status === 'retrying';

/** Undefined if it has ended, or somebody has it or one of its lanes in hand. */
export function explainWait(step: PlanStep, run: RunRecord, fleet: FleetView): WaitsFor | undefined {
  if (!run.units.has(step.id)) return explainPending(step, run);
  const waits = unitsOf(step, run).map(([name, unit]) => explainUnit(name, unit, step.agent, run, fleet));
  return nearestWait(waits.filter((wait) => wait !== undefined));
}

function explainUnit(
  name: string,
  unit: UnitRecord,
  agent: string,
  run: RunRecord,
  fleet: FleetView,
): WaitsFor | undefined {
  switch (unit.status) {
    case 'scheduled':
      return explainQueued(name, agent, fleet);
    case 'retrying':
      return unit.dueAt > fleet.now ? explainBackoff(unit) : explainQueued(name, agent, fleet);
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

function explainBackoff({ dueAt, item }: UnitRecord): WaitsFor {
  return { reason: 'backoff', until: new Date(dueAt).toISOString(), ...(item !== undefined && { item }) };
}

/** Without a turn, a worker has just taken it, or its activation was lost. */
function explainQueued(
  name: string,
  agent: string,
  { served, turns, heldBack }: FleetView,
): WaitsFor | undefined {
  if (!served.has(agent)) {
    const didYouMean = findSimilarName(agent, served);
    return { reason: 'worker', agent, ...(didYouMean !== undefined && { didYouMean }) };
  }
  const turn = turns.get(name);
  const by = heldBack.get(agent);
  return turn && { reason: 'queue', agent, ...turn, ...(by !== undefined && { heldBack: by }) };
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

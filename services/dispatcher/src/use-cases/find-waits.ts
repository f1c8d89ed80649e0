import type { HeldBack, JobAddress, QueueCounts, QueueTurn } from '@ag06/broker';
import { isTerminal, parsePauseName, toJobId, type WaitsFor } from '@ag06/contracts';
import {
  createNameFinder,
  explainStep,
  type Plan,
  type PlanStep,
  type RunLook,
  type Turn,
  type Waiting,
} from '@ag06/engine';
import type { RunRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { describeBreakerWaits } from './describe-breaker-waits.ts';
import { nearestWait } from './nearest-wait.ts';

/** Workers report every 5 s. */
const WORKER_SEEN_WITHIN_MS = 15_000;
/** The most units of one run whose turns are looked up, shared evenly among its steps. */
const TURNS_MAX = 100;

/** The facts of the fleet about the waiting steps of one run. */
export interface WaitFacts {
  /** The agents that a worker serves now. */
  readonly served: ReadonlySet<string>;
  /** Finds a served agent that is probably meant. */
  readonly findMeant: (agent: string) => string | undefined;
  /** By unit. A unit whose activation does not wait on its queue has no entry. */
  readonly turns: ReadonlyMap<string, QueueTurn>;
  /** By agent: a setting made in BullMQ itself that keeps workers from its queue, such as a pause. */
  readonly heldBack: ReadonlyMap<string, HeldBack>;
  /** The store's time, milliseconds since 1970. */
  readonly now: number;
}

/**
 * Returns by step the reason for which it waits. Leaves out waits for queues if the fleet cannot be asked. @param plan the steps that
 * are asked for
 */
export async function findWaits(
  parts: Parts,
  run: RunRecord,
  plan: Pick<Plan, 'steps'>,
): Promise<ReadonlyMap<string, WaitsFor>> {
  if (isTerminal(run.status)) return new Map();
  const fleet = await loadWaitFacts(parts, run, plan);
  const waits = new Map<string, WaitsFor>();
  for (const step of plan.steps.values()) {
    const wait = explainWait(step, run, fleet);
    if (wait !== undefined) waits.set(step.id, wait);
  }
  return describeBreakerWaits(parts.store, waits, fleet.now);
}

async function loadWaitFacts(parts: Parts, run: RunRecord, plan: Pick<Plan, 'steps'>): Promise<WaitFacts> {
  const { fleet, runs } = parts.store;
  const queued = findQueued(run, plan);
  const jobs = queued.map(({ agent, unit, dispatch }): JobAddress => {
    return { agent, jobId: toJobId(run.runId, unit, dispatch) };
  });
  const agents = [...new Set(jobs.map(({ agent }) => agent))];
  const [workers, turns, counts, now] = await Promise.all([
    fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    jobs.length === 0 ? [] : parts.broker.findTurns(jobs),
    jobs.length === 0 ? new Map<string, QueueCounts>() : parts.broker.countJobs(agents),
    runs.now(),
  ]);
  const found = queued.flatMap(({ unit }, i) => {
    const turn = turns[i];
    return turn === undefined ? [] : [[unit, turn] as const];
  });
  const served = new Set(workers.flatMap((worker) => worker.agents));
  return {
    served,
    findMeant: createNameFinder(served),
    turns: new Map(found),
    now,
    heldBack: new Map([...counts].flatMap(([agent, { heldBack }]) => (heldBack ? [[agent, heldBack]] : []))),
  };
}

/**
 * Returns the units whose place in a queue is looked up: scheduled steps, and lanes of steps without a running lane.
 */
export function findQueued(run: RunRecord, plan: Pick<Plan, 'steps'>): readonly Turn[] {
  const bySteps = [...plan.steps.values()].flatMap((step) => {
    const turns = explainStep(step, run).filter((waiting) => waiting.for === 'turn');
    return turns.length === 0 ? [] : [turns];
  });
  const share = Math.max(1, Math.floor(TURNS_MAX / bySteps.length));
  return bySteps.flatMap((turns) => turns.slice(0, share)).slice(0, TURNS_MAX);
}

/** Returns undefined for a step that has ended, or of which a unit is held. */
export function explainWait(step: PlanStep, run: RunLook, fleet: WaitFacts): WaitsFor | undefined {
  return nearestWait(explainStep(step, run).flatMap((waiting) => toWait(waiting, fleet) ?? []));
}

function toWait(waiting: Waiting, fleet: WaitFacts): WaitsFor | undefined {
  switch (waiting.for) {
    case 'turn':
      return isBackingOff(waiting, fleet) ? toBackoff(waiting) : toQueueWait(waiting, fleet);
    case 'dependencies':
      return { reason: 'dependencies', steps: [...waiting.steps] };
    case 'breaker':
      return { reason: 'breaker', dependency: waiting.dependency };
    case 'permission':
      return { reason: 'permission', name: waiting.name };
    case 'event':
      return waiting.wait;
    case 'hold': {
      const scope = parsePauseName(waiting.pause);
      return { reason: 'pause', ...scope };
    }
    case 'limit':
      // This reason has no entry of its own: `blockedBy` names it.
      return undefined;
    default:
      return { reason: waiting.for };
  }
}

const isBackingOff = ({ dueAt = 0 }: Turn, { now }: WaitFacts): boolean => dueAt > now;

function toBackoff({ dueAt = 0, item }: Turn): WaitsFor {
  return { reason: 'backoff', until: new Date(dueAt).toISOString(), ...(item !== undefined && { item }) };
}

/**
 * Returns the wait for a queue. A unit without a place in it was just taken by a worker, or its activation was lost.
 */
function toQueueWait(
  { agent, unit }: Turn,
  { served, findMeant, turns, heldBack }: WaitFacts,
): WaitsFor | undefined {
  if (!served.has(agent)) {
    const didYouMean = findMeant(agent);
    return { reason: 'worker', agent, ...(didYouMean !== undefined && { didYouMean }) };
  }
  const turn = turns.get(unit);
  const by = heldBack.get(agent);
  return turn && { reason: 'queue', agent, ...turn, ...(by !== undefined && { heldBack: by }) };
}

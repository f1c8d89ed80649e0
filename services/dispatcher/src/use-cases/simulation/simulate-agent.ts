import { ownValue, Refusal, type SimulationOrder, type SimulationView, toRfc3339 } from '@ag06/contracts';
import { toMomentMs } from '@ag06/contracts/api';
import {
  type AgentObjective,
  NO_POLICY,
  parseTuningDocument,
  parseTuningPolicy,
  type TuningDocument,
  type TuningSettings,
} from '@ag06/contracts/tuning';
import { runInSlices } from '@ag06/runtime';
import {
  explainChange,
  type FleetSettings,
  JOBS_MIN,
  type Recording,
  simulateChange,
} from '@ag06/simulation';
import type { Store, WorkerRecord } from '@ag06/store';
import { toObjective } from '@ag06/tuning';
import { withDeadline } from '../../deadline.ts';
import { requireAgent } from '../require-agent.ts';
import { WORKER_SEEN_WITHIN_MS } from '../worker-seen.ts';
import { toFleetCaveats } from './fleet-caveats.ts';
import { type ReadRecording, type RecordingSource, readRecording } from './read-recording.ts';

const DAY_MS = 86_400_000;
/** Any: the same question gets the same answer. */
const SEED = 20_261_129;

interface SimulationParts {
  readonly store: Pick<Store, 'fleet' | 'shared'> & {
    readonly runs: RecordingSource['runs'] & Pick<Store['runs'], 'now'>;
  };
  readonly plans: RecordingSource['plans'];
}

/**
 * Tells what other settings of an agent would bring, by a replay of what the logs of its runs have of a time. Reads at most as
 * many runs as the order says, for ten seconds at most, and computes in short slices.
 *
 * @throws Refusal AGENT_UNKNOWN, SIMULATION_INVALID, SIMULATION_SETTINGS_UNKNOWN, SIMULATION_TOO_LITTLE
 */
export async function simulateAgent(
  { store, plans }: SimulationParts,
  agent: string,
  order: SimulationOrder,
  signal: AbortSignal,
): Promise<SimulationView> {
  await withDeadline(requireAgent(store.fleet, agent));
  const facts = await withDeadline(loadFacts(store, agent));
  const now = settingsInForce(facts, order);
  const { from, to } = timeOf(order, await withDeadline(store.runs.now()));
  const rules = { agent, ...facts.document?.static, ...facts.document?.settings };
  const recording = await readRecording(
    { runs: store.runs, plans },
    { rules, from, to, runsMax: order.runs, signal },
  );
  requireEnough(recording, agent);
  const proposed: FleetSettings = { ...now, ...order.settings };
  const objective = toObjective(facts.objective, medianSecondsOf(recording));
  const rounds = simulateChange({ recording, now, proposed, objective, seed: SEED });
  const result = await runInSlices(rounds, signal);
  const { jobs: steps, attempts, coveredMs, blocks, replicates, mostAtOnce } = result;
  return {
    agent,
    sentence: explainChange(result, now, proposed),
    from: toRfc3339(from),
    to: toRfc3339(to),
    now,
    proposed,
    measures: [...result.measures],
    caveats: [...result.caveats, ...toFleetCaveats({ recording, document: facts.document, order, from, to })],
    basis: {
      runs: recording.runs,
      steps,
      attempts,
      coveredSeconds: coveredMs / 1_000,
      blocks,
      replicates,
      mostAtOnce,
    },
  };
}

interface AgentFacts {
  /** Those that serve the agent. */
  readonly workers: readonly WorkerRecord[];
  readonly agent: string;
  readonly document: TuningDocument | undefined;
  readonly objective: AgentObjective;
}

async function loadFacts(store: Pick<Store, 'fleet' | 'shared'>, agent: string): Promise<AgentFacts> {
  const [all, document, policy] = await Promise.all([
    store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
    store.shared.load('tuning', agent),
    store.shared.load('tuning-policy', agent),
  ]);
  const workers = all.filter(({ agents, isDraining }) => agents.includes(agent) && isDraining !== true);
  const parsed = document && parseTuningDocument(document.text, document.version);
  const declared = workers.flatMap(({ tuning }) => ownValue(tuning, agent)?.objective ?? []);
  const { objective } = (policy && parseTuningPolicy(policy.text)) ?? NO_POLICY;
  return {
    agent,
    workers,
    document: parsed?.ok === true ? parsed.value : undefined,
    objective: { ...declared[0], ...objective },
  };
}

/** @throws Refusal SIMULATION_SETTINGS_UNKNOWN */
function settingsInForce({ agent, workers, document }: AgentFacts, { now }: SimulationOrder): FleetSettings {
  const published: TuningSettings = document?.settings ?? {};
  const own = workers.flatMap(
    ({ declared, work }) => ownValue(declared, agent)?.concurrency ?? ownValue(work, agent)?.slots ?? [],
  );
  const mean =
    own.length === 0 ? undefined : Math.round(own.reduce((sum, slots) => sum + slots, 0) / own.length);
  const concurrency = now.concurrency ?? published.concurrency ?? mean;
  const replicas = now.replicas ?? (workers.length === 0 ? undefined : workers.length);
  if (concurrency === undefined || replicas === undefined)
    throw new Refusal(
      422,
      'SIMULATION_SETTINGS_UNKNOWN',
      `No worker serves ${agent} now, so nobody knows what was in force. Say it: now.concurrency and now.replicas (ag06 simulate --now concurrency=10 --now replicas=2).`,
    );
  const { ageingMs, ratePerSec } = published;
  return {
    concurrency,
    replicas,
    ...(ageingMs !== undefined && { ageingMs }),
    ...(ratePerSec !== undefined && { ratePerSec }),
  };
}

/** @throws Refusal SIMULATION_INVALID */
function timeOf(order: SimulationOrder, now: number): { readonly from: number; readonly to: number } {
  const to = Math.min(now, toMomentMs(order.to) ?? now);
  const from = toMomentMs(order.from) ?? to - DAY_MS;
  if (from < to) return { from, to };
  const errors = [{ path: 'from', expected: `a time before ${toRfc3339(to)}`, got: toRfc3339(from) }];
  throw new Refusal(422, 'SIMULATION_INVALID', 'There is no time from `from` to `to`, or to now.', {
    errors,
  });
}

/** @throws Refusal SIMULATION_TOO_LITTLE */
function requireEnough({ jobs, runs }: ReadRecording, agent: string): void {
  const ended = jobs.filter(({ end }) => end === 'done' || end === 'failed').length;
  if (ended >= JOBS_MIN) return;
  throw new Refusal(
    422,
    'SIMULATION_TOO_LITTLE',
    `${ended} steps of ${agent} ended in this time, as far as ${runs} runs tell; at least ${JOBS_MIN} are needed. Ask for a longer time (from), or for more runs.`,
  );
}

function medianSecondsOf({ jobs }: Recording): number {
  const durations = jobs
    .flatMap(({ attempts }) => attempts.map(({ startedAt, endedAt }) => endedAt - startedAt))
    .sort((a, b) => a - b);
  return (durations[Math.floor(durations.length / 2)] ?? 0) / 1_000;
}

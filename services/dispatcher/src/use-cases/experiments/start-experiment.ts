import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_TENANT, Refusal } from '@ag06/contracts';
import {
  type ExperimentDocument,
  ExperimentPlan,
  parseExperiment,
  parseTuningPolicy,
  type StoredExperiment,
} from '@ag06/contracts/tuning';
import type { Store, WorkerRecord } from '@ag06/store';
import { requireAgent } from '../require-agent.ts';
import { OPERATOR } from '../tuning/swap-until-it-stands.ts';
import { WORKER_SEEN_WITHIN_MS } from '../worker-seen.ts';
import { combineBounds, findPlanErrors } from './find-plan-errors.ts';
import { findRivals, type Rivals } from './find-rivals.ts';
import { listExperiments, tellExperiment } from './stored-experiments.ts';

/** How many ended experiments are kept. */
const ENDED_MAX = 50;

interface StartedExperiment {
  readonly stored: StoredExperiment;
  /** It was there already, under the same key. */
  readonly isRepeat: boolean;
}

/**
 * Begins an experiment: workers take part in it within seconds. A request that repeats a key gets the same experiment.
 *
 * @throws Refusal AGENT_UNKNOWN, EXPERIMENT_INVALID, EXPERIMENT_RUNNING, KEY_REUSED
 */
export async function startExperiment(
  store: Pick<Store, 'fleet' | 'shared' | 'runs' | 'events'>,
  plan: ExperimentPlan,
  key: string | undefined,
): Promise<StartedExperiment> {
  const { shared } = store;
  const id = toExperimentId(key);
  const known = key === undefined ? undefined : await shared.load('experiment', id);
  if (known !== undefined) return toRepeat(id, known, plan);
  await requireAgent(store.fleet, plan.agent);
  const workers = await store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS);
  await refuseInvalid(shared, workers, plan);
  const rivals = findRivals(workers, plan.agent);
  const before = await listExperiments(shared);
  refuseSecond(before, rivals);
  const turn = { id, agent: plan.agent, slot: toSlot(plan.agent, rivals) };
  await takeTurn(shared, turn);
  // One that had its turn before may have begun since the look.
  refuseSecond(await listExperiments(shared), rivals);
  const startedAt = Math.round(await store.runs.now());
  const document: ExperimentDocument = { ...plan, startedAt, by: OPERATOR, status: 'running' };
  if (!(await shared.swap('experiment', id, 0, JSON.stringify(document)))) {
    const other = await shared.load('experiment', id);
    if (other !== undefined) return toRepeat(id, other, plan);
  }
  const stored = { id, version: 1, document };
  await refuseLoser(shared, stored, turn);
  await tellExperiment(store.events, stored, 'experiment.started', { ...plan });
  await forgetOld(shared, before);
  return { stored, isRepeat: false };
}

const toExperimentId = (key: string | undefined): string => {
  const digest =
    key === undefined
      ? randomBytes(8)
      : createHash('sha256')
          .update(JSON.stringify([DEFAULT_TENANT, key]))
          .digest();
  return `x-${digest.toString('hex').slice(0, 16)}`;
};

function toRepeat(
  id: string,
  { version, text }: { readonly version: number; readonly text: string },
  plan: ExperimentPlan,
): StartedExperiment {
  const document = parseExperiment(text);
  const asked: unknown = JSON.parse(JSON.stringify(plan));
  const kept = document && Object.keys(ExperimentPlan.shape).map((name) => [name, Object(document)[name]]);
  if (document === undefined || !isDeepStrictEqual(Object.fromEntries(kept ?? []), asked)) {
    const message = 'This Idempotency-Key was used for another experiment. Choose a new key.';
    throw new Refusal(409, 'KEY_REUSED', message);
  }
  return { stored: { id, version, document }, isRepeat: true };
}

async function refuseInvalid(
  shared: Store['shared'],
  workers: readonly WorkerRecord[],
  plan: ExperimentPlan,
): Promise<void> {
  const policy = await shared.load('tuning-policy', plan.agent);
  // Workers of different releases may declare different things: the last one started is right.
  const declared = workers
    .filter(({ agents }) => agents.includes(plan.agent))
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .map(({ tuning }) => new Map(Object.entries(tuning ?? {})).get(plan.agent)?.bounds);
  const bounds = combineBounds(...declared.slice(-1), policy && parseTuningPolicy(policy.text)?.bounds);
  const errors = findPlanErrors(plan, bounds);
  if (errors.length === 0) return;
  throw new Refusal(422, 'EXPERIMENT_INVALID', 'The experiment cannot be made like this.', { errors });
}

function refuseSecond(all: readonly StoredExperiment[], { service, agents }: Rivals): void {
  const other = all.find(({ document }) => document.status === 'running' && agents.includes(document.agent));
  if (other === undefined) return;
  const of = service === undefined ? '' : `, on the service ${service}`;
  const message = `The experiment ${other.id} runs on ${other.document.agent}${of}, and two would disturb each other. Wait until it has ended, or stop it: POST /v1/experiments/${other.id}/stop.`;
  throw new Refusal(409, 'EXPERIMENT_RUNNING', message);
}

/** Whose turn it is to begin an experiment where only one may run. */
interface Turn {
  readonly id: string;
  readonly agent: string;
  readonly slot: string;
}

/** Names the last experiment where only one may run, so that of two that are begun at once one knows that it is the other's turn. */
async function takeTurn(shared: Store['shared'], { id, agent, slot }: Turn): Promise<void> {
  const last = await shared.load('experiment', slot);
  if (await shared.swap('experiment', slot, last?.version ?? 0, JSON.stringify({ id }))) return;
  throw isBusy(agent);
}

async function refuseLoser(
  shared: Store['shared'],
  { id, version }: StoredExperiment,
  { agent, slot }: Turn,
): Promise<void> {
  const last = await shared.load('experiment', slot);
  if (last?.text === JSON.stringify({ id })) return;
  await shared.remove('experiment', id, version);
  throw isBusy(agent);
}

/** No experiment has a colon in its id. */
const toSlot = (agent: string, { service }: Rivals): string =>
  service === undefined ? `last:${agent}` : `last-on:${service}`;

const isBusy = (agent: string): Refusal =>
  new Refusal(
    409,
    'EXPERIMENT_RUNNING',
    `Somebody else begins an experiment on ${agent}, or on its service, at this moment: GET /v1/experiments shows it.`,
  );

async function forgetOld(shared: Store['shared'], before: readonly StoredExperiment[]): Promise<void> {
  const old = before.filter(({ document }) => document.status !== 'running').slice(ENDED_MAX - 1);
  for (const { id, version } of old) {
    await shared.remove('experiment', id, version);
    const result = await shared.load('experiment-result', id);
    if (result !== undefined) await shared.remove('experiment-result', id, result.version);
  }
}

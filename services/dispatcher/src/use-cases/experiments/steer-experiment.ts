import { Refusal } from '@ag06/contracts';
import {
  type Arm,
  armsOf,
  type ExperimentDecision,
  type ExperimentDocument,
  LEADER_NAME,
  parseTuningDocument,
  type StoredExperiment,
  settingsUnder,
  type TuningDocument,
  toArmSettings,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { OPERATOR, swapUntilItStands } from '../tuning/swap-until-it-stands.ts';
import { tellChange } from '../tuning/tuning-stream.ts';
import { changeExperiment, needExperiment, tellExperiment } from './stored-experiments.ts';

type Stores = Pick<Store, 'shared' | 'runs' | 'events'>;

/**
 * Ends an experiment without a winner. Harmless if it has ended.
 *
 * @throws Refusal EXPERIMENT_UNKNOWN, EXPERIMENT_BUSY
 */
export async function stopExperiment(store: Stores, id: string, reason: string): Promise<StoredExperiment> {
  const sentence = reason === '' ? 'A person has stopped it.' : reason;
  const at = Math.round(await store.runs.now());
  const stopped = await changeExperiment(store.shared, id, (document) =>
    document.status === 'running' ? end(document, 'stopped', { at, winner: null, sentence }) : undefined,
  );
  if (stopped.document.status === 'stopped')
    await tellExperiment(store.events, stopped, 'experiment.stopped', { sentence });
  return stopped;
}

/**
 * Ends an experiment with a winner by a person's word. Harmless if it was decided so.
 *
 * @throws Refusal EXPERIMENT_UNKNOWN, EXPERIMENT_OVER, EXPERIMENT_BUSY
 */
export async function decideExperiment(
  store: Stores,
  id: string,
  { winner, promote, reason }: ExperimentDecision,
): Promise<StoredExperiment> {
  const sentence = reason === '' ? `A person has decided for ${winner.toUpperCase()}.` : reason;
  const at = Math.round(await store.runs.now());
  const decided = await changeExperiment(store.shared, id, (document) => {
    if (document.status === 'running') return end(document, 'decided', { at, winner, sentence });
    if (document.status === 'decided' && document.ended?.winner === winner) return undefined;
    throw isOver(id, document);
  });
  await tellExperiment(store.events, decided, 'experiment.decided', { winner, sentence });
  return promote ? promoteExperiment(store, id, reason) : decided;
}

/**
 * Publishes the settings of the winner. They are a person's then: the optimizer leaves them as they are. Harmless if it was
 * done.
 *
 * @throws Refusal EXPERIMENT_UNKNOWN, EXPERIMENT_UNDECIDED, EXPERIMENT_BUSY, TUNING_BUSY
 */
export async function promoteExperiment(
  store: Stores,
  id: string,
  reason: string,
): Promise<StoredExperiment> {
  const stored = await needExperiment(store.shared, id);
  const winner = stored.document.ended?.winner ?? null;
  if (winner === null) throw isUndecided(id, stored.document);
  if (stored.document.promoted !== undefined) return stored;
  const note = reason === '' ? `Experiment ${id}: ${winner.toUpperCase()} is better.` : reason;
  const { version } = await publishArm(store, stored.document, winner, note);
  const { agent } = stored.document;
  await tellChange(store, agent, { by: OPERATOR, reason: note, settings: armsOf(stored.document)[winner] });
  const at = Math.round(await store.runs.now());
  const promoted = await changeExperiment(store.shared, id, (document) =>
    document.promoted === undefined
      ? { ...document, promoted: { at, by: OPERATOR, arm: winner, version } }
      : undefined,
  );
  await tellExperiment(store.events, promoted, 'experiment.promoted', { arm: winner, version });
  return promoted;
}

function publishArm(
  { shared, runs }: Stores,
  experiment: ExperimentDocument,
  arm: Arm,
  reason: string,
): Promise<TuningDocument> {
  const own = armsOf(experiment)[arm];
  const under = settingsUnder(experiment);
  return swapUntilItStands(shared, 'tuning', experiment.agent, async (present, version) => {
    const parsed = present === undefined ? undefined : parseTuningDocument(present, version - 1);
    const known = parsed?.ok === true ? parsed.value : undefined;
    const leading = (await shared.load('leader', LEADER_NAME))?.version;
    const learned = (known?.learned ?? []).filter((name) => !under.includes(name));
    return {
      version,
      settings: toArmSettings(known?.settings ?? {}, own),
      ...(learned.length > 0 && { learned }),
      static: known?.static ?? {},
      publishedAt: Math.round(await runs.now()),
      by: OPERATOR,
      // Workers refuse one above the leader's, which nobody has had.
      fence: leading ?? known?.fence ?? 0,
      reason,
    };
  });
}

function end(
  { paused: _, ...document }: ExperimentDocument,
  status: 'stopped' | 'decided',
  ended: Omit<NonNullable<ExperimentDocument['ended']>, 'by'>,
): ExperimentDocument {
  return { ...document, status, ended: { ...ended, by: OPERATOR } };
}

function isOver(id: string, { status, ended }: ExperimentDocument): Refusal {
  const winner = ended?.winner?.toUpperCase();
  const how = status === 'decided' && winner !== undefined ? `decided for ${winner}` : status;
  const message = `The experiment ${id} is ${how}. PUT /v1/tuning/{agent} publishes settings by hand; POST /v1/experiments begins another one.`;
  return new Refusal(409, 'EXPERIMENT_OVER', message);
}

function isUndecided(id: string, { status }: ExperimentDocument): Refusal {
  const message =
    status === 'running'
      ? `The experiment ${id} runs and has no winner. POST /v1/experiments/${id}/decide names one.`
      : `The experiment ${id} is ${status} and has no winner. PUT /v1/tuning/{agent} publishes settings by hand.`;
  return new Refusal(409, 'EXPERIMENT_UNDECIDED', message);
}

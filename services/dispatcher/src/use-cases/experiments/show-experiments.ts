import { toRfc3339 } from '@ag06/contracts';
import { type ExperimentView, parseExperimentResult, type StoredExperiment } from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { listExperiments, needExperiment } from './stored-experiments.ts';

type Shared = Store['shared'];

/** Lists the experiments, of one agent or all, the newest first. */
export async function showExperiments(shared: Shared, agent: string | undefined): Promise<ExperimentView[]> {
  const [all, results] = await Promise.all([listExperiments(shared), shared.list('experiment-result')]);
  const texts = new Map(results.map(({ name, text }) => [name, text]));
  return all
    .filter(({ document }) => agent === undefined || document.agent === agent)
    .map((stored) => toExperimentView(stored, texts.get(stored.id)));
}

/** @throws Refusal EXPERIMENT_UNKNOWN */
export async function showExperiment(shared: Shared, id: string): Promise<ExperimentView> {
  return viewOf(shared, await needExperiment(shared, id));
}

/** With its results as they were told last. */
export async function viewOf(shared: Shared, stored: StoredExperiment): Promise<ExperimentView> {
  return toExperimentView(stored, (await shared.load('experiment-result', stored.id))?.text);
}

function toExperimentView({ id, document }: StoredExperiment, text: string | undefined): ExperimentView {
  const { startedAt, paused = null, ended, promoted, ...rest } = document;
  const result = text === undefined ? undefined : parseExperimentResult(text);
  return {
    id,
    ...rest,
    startedAt: toRfc3339(startedAt),
    paused,
    ended: ended === undefined ? null : { ...ended, at: toRfc3339(ended.at) },
    promoted: promoted === undefined ? null : { ...promoted, at: toRfc3339(promoted.at) },
    result: result === undefined ? null : { ...result, at: toRfc3339(result.at) },
  };
}

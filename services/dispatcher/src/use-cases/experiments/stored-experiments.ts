import { Refusal } from '@ag06/contracts';
import {
  EXPERIMENT_ID_PATTERN,
  type ExperimentDocument,
  parseExperiment,
  type StoredExperiment,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { tellTuning } from '../tuning/tuning-stream.ts';

/** The leader may write between two tries. */
const TRIES = 10;

/** Returns all experiments that can be read, the newest first. */
export async function listExperiments(shared: Store['shared']): Promise<readonly StoredExperiment[]> {
  const documents = await shared.list('experiment');
  return documents
    .flatMap(({ name: id, version, text }): StoredExperiment[] => {
      const document = parseExperiment(text);
      return document === undefined ? [] : [{ id, version, document }];
    })
    .toSorted((a, b) => b.document.startedAt - a.document.startedAt || (a.id < b.id ? 1 : -1));
}

/** @throws Refusal EXPERIMENT_UNKNOWN */
export async function needExperiment(shared: Store['shared'], id: string): Promise<StoredExperiment> {
  const found = EXPERIMENT_ID_PATTERN.test(id) ? await shared.load('experiment', id) : undefined;
  const document = found && parseExperiment(found.text);
  if (found !== undefined && document !== undefined) return { id, version: found.version, document };
  const message = `There is no experiment ${id.slice(0, 100)}. Those that ended are kept until 50 others have. GET /v1/experiments lists them.`;
  throw new Refusal(404, 'EXPERIMENT_UNKNOWN', message);
}

/**
 * Changes an experiment. `change` returns undefined where nothing is to be done.
 *
 * @throws Refusal EXPERIMENT_UNKNOWN, EXPERIMENT_BUSY, and what `change` throws
 */
export async function changeExperiment(
  shared: Store['shared'],
  id: string,
  change: (document: ExperimentDocument) => ExperimentDocument | undefined,
): Promise<StoredExperiment> {
  for (let tried = 0; tried < TRIES; tried++) {
    const stored = await needExperiment(shared, id);
    const document = change(stored.document);
    if (document === undefined) return stored;
    if (await shared.swap('experiment', id, stored.version, JSON.stringify(document)))
      return { id, version: stored.version + 1, document };
  }
  const message = 'The experiment was changed by somebody else at every try. Ask again.';
  throw new Refusal(503, 'EXPERIMENT_BUSY', message, { retryAfterMs: 1_000 });
}

/** Appends what a person has done to the stream of the agent's tuning. An agent with too long a name has none. */
export async function tellExperiment(
  events: Store['events'],
  { id, document }: Pick<StoredExperiment, 'id' | 'document'>,
  type: 'experiment.started' | 'experiment.stopped' | 'experiment.decided' | 'experiment.promoted',
  data: object,
): Promise<void> {
  await tellTuning({ events }, document.agent, {
    type,
    id: `${id} ${type}`,
    data: { experiment: id, ...data },
  });
}

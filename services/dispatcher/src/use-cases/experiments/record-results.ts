import { DEFAULT_TENANT, Refusal } from '@ag06/contracts';
import {
  assignRun,
  EXPERIMENT_RECORD_EVENT,
  type ExperimentRecorded,
  type ExperimentRecords,
  toRecordsStream,
} from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { needExperiment } from './stored-experiments.ts';

/**
 * Keeps what the caller has measured of runs, an event for each in the stream of the experiment. The id of the run is that of the
 * event, so that a repeat changes nothing.
 *
 * @throws Refusal EXPERIMENT_UNKNOWN, EXPERIMENT_NOT_RECORDED, EXPERIMENT_OVER
 */
export async function recordResults(
  store: Pick<Store, 'shared' | 'events'>,
  id: string,
  { results }: ExperimentRecords,
): Promise<ExperimentRecorded> {
  const { document } = await needExperiment(store.shared, id);
  if (document.metric !== 'recorded') {
    const message = `The experiment ${id} compares ${document.metric}, which workers report. Begin one with the metric "recorded".`;
    throw new Refusal(409, 'EXPERIMENT_NOT_RECORDED', message);
  }
  if (document.status !== 'running')
    throw new Refusal(
      409,
      'EXPERIMENT_OVER',
      `The experiment ${id} is ${document.status}: nothing is counted any more.`,
    );
  const answer = await store.events.append({
    tenant: DEFAULT_TENANT,
    stream: toRecordsStream(id),
    command: `record ${crypto.randomUUID()}`,
    events: results.map(({ runId, value }) => ({
      type: EXPERIMENT_RECORD_EVENT,
      id: runId,
      data: JSON.stringify({ value }),
    })),
    dedupeMs: 0,
  });
  if (answer.result !== 'appended') throw new Error(`The results were not appended: ${answer.result}.`);
  const known = answer.events.filter(({ duplicate }) => duplicate).length;
  return {
    recorded: results.length - known,
    known,
    arms: results.map(({ runId }) => ({ runId, arm: assignRun(id, runId) })),
  };
}

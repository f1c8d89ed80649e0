import { type RunStore, readLog } from '@ag06/store';
import { countBefore } from './find-opening.ts';

/** So much of a log is read after a moment. */
const EVENTS = 20_000;

/** Finds the last retry of a run after a moment, by its time; undefined if there was none, or if it lies further on in the log. */
export async function findRetry(
  runs: Pick<RunStore, 'loadLogPage'>,
  runId: string,
  after: number,
): Promise<number | undefined> {
  const position = await countBefore(
    async (seq) => (await runs.loadLogPage(runId, seq - 1, 1))?.events[0],
    after,
  );
  let found: number | undefined;
  for await (const { events } of readLog(runs, runId, { after: position, upTo: position + EVENTS }))
    for (const { type, at } of events) if (type === 'run.retried') found = at;
  return found;
}

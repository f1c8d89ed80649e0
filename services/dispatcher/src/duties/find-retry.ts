import type { RunStore } from '@ag06/store';
import { countBefore } from './find-opening.ts';

const PAGE = 500;
/** So much of a log is read after a moment. */
const PAGES = 40;

/** Finds the last retry of a run after a moment, by its time; undefined if there was none, or if it lies further on in the log. */
export async function findRetry(
  runs: Pick<RunStore, 'loadEvents'>,
  runId: string,
  after: number,
): Promise<number | undefined> {
  const load = async (from: number, limit: number) => (await runs.loadEvents(runId, from, limit)) ?? [];
  const position = await countBefore(async (seq) => (await load(seq - 1, 1))[0], after);
  let found: number | undefined;
  for (let page = 0; page < PAGES; page++) {
    const events = await load(position + page * PAGE, PAGE);
    for (const { type, at } of events) if (type === 'run.retried') found = at;
    if (events.length < PAGE) break;
  }
  return found;
}

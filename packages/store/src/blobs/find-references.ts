import { type LargeValue, largeOf, type RunField, readLargeText } from '@ag06/protocol';
import { readLog } from '../read-log.ts';
import type { BareRunStore } from '../run-store.ts';

const FIELDS_AT_ONCE = 500;

/**
 * The hashes of all blobs to which the log of a run and the outputs of its units refer. The log has those of items and of
 * earlier iterations. `all` of a fork with recorded outcomes: they refer to blobs, too, and nobody lists them.
 */
export async function findReferences(
  runs: Pick<BareRunStore, 'loadState' | 'loadLogPage' | 'loadFields'>,
  runId: string,
): Promise<ReadonlySet<string> | 'all'> {
  const found = new Set<string>();
  const run = await runs.loadState(runId);
  if (run === undefined) return found;
  if (run.meta.fork?.effects === 'recorded') return 'all';
  for await (const { events } of readLog(runs, runId))
    for (const event of events) addHash(found, largeOf(event));
  const fields = [...run.units.keys()].flatMap((unit): RunField[] => [`o:${unit}`, `p:${unit}`]);
  for (let from = 0; from < fields.length; from += FIELDS_AT_ONCE) {
    const some = await runs.loadFields(runId, fields.slice(from, from + FIELDS_AT_ONCE));
    for (const text of some.values()) addHash(found, readLargeText(text));
  }
  return found;
}

function addHash(found: Set<string>, large: LargeValue | undefined): void {
  if (large !== undefined) found.add(large.sha256);
}

import { randomUUID } from 'node:crypto';
import { withArchivedRuns } from '@ag06/archive';
import { MemoryObjects, type ObjectStore } from '@ag06/objects';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore, type Store } from '@ag06/store';
import { openArchive } from '../../archive/open-archive.ts';
import type { Parts } from '../../parts.ts';
import { createMemoryApi } from './memory-api.ts';

/** The API of a dispatcher with an archive, in memory. */
export function createArchivedApi(
  store: Store = createMemoryStore(),
  objects: ObjectStore = new MemoryObjects(),
) {
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const archive = openArchive(objects, { id: 'd', store, plans: new PlanCache(store.workflows), keep });
  const reading = withArchivedRuns(store, archive.archive);
  const carrier = { createId: randomUUID } as unknown as Parts['carrier'];
  const log = { info: () => {}, warn: () => {}, error: () => {} } as unknown as Parts['log'];
  const more = { store: reading, plans: new PlanCache(reading.workflows), archive, carrier, log };
  const app = createMemoryApi({}, more);
  return {
    store,
    /** The store as the API reads it: with the archive behind it. */
    reading,
    objects,
    archive,
    async ask(url: string, body?: object) {
      const answer = await app.inject(
        body === undefined ? { method: 'GET', url } : { method: 'POST', url, payload: body },
      );
      return { status: answer.statusCode, body: answer.json() };
    },
    /** Archives all that has ended, as one segment. */
    async archiveAll() {
      const due = await store.runs.listFinished(-60_000, 1_000, 0);
      await archive.work.archive(due.map(({ runId }) => runId));
    },
  };
}

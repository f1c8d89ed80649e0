import { Archive, ArchiveWork, Catalogue, Ledger, withArchive } from '@ag06/archive';
import { openBackend } from '@ag06/backend';
import { FolderObjects } from '@ag06/objects';
import { startRedis, tempDir } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { BenchFleet, inParallel } from '../fleet/bench-fleet.ts';

const WORKFLOW = {
  name: 'chain',
  input: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
  steps: {
    a: { agent: 'core.echo', with: { n: '${input.n}' } },
    b: { agent: 'core.echo', needs: ['a'], with: { n: '${steps.a.output.n}' } },
    c: { agent: 'core.echo', needs: ['b'], with: { n: '${steps.b.output.n}' } },
  },
  output: '${steps.c.output}',
};
const BATCH = 500;
const READ_AT_ONCE = 16;
const SUBMITTED_AT_ONCE = 16;

interface ArchiveFigures {
  readonly hotBytesPerRun: number;
  readonly bytesPerRun: number;
  readonly archivedPerSecond: number;
  readonly readPerSecond: number;
}

/** Archives so many finished runs of three steps from Redis into a folder, and reads all of them back from there. */
export async function measureArchive(count: number): Promise<ArchiveFigures> {
  await using folder = await tempDir();
  const redis = await startRedis();
  const backend = await openBackend(redis.url, { onError: () => {} });
  const server = new Redis(redis.url);
  try {
    const { store } = backend;
    const ids = await finishRuns(redis.url, count, () => bytesOfRuns(server));
    const objects = new FolderObjects(folder.path);
    const ledger = new Ledger(store.shared, objects);
    const pass = () => {};
    const work = new ArchiveWork({
      store,
      objects,
      ledger,
      pass,
      keptMsOf: async () => undefined,
      isHolder: async () => true,
    });
    const began = performance.now();
    for (;;) {
      const due = await store.runs.listFinished(-60_000, BATCH, 0);
      if (due.length === 0) break;
      await work.archive(due.map(({ runId }) => runId));
    }
    const archived = performance.now();
    const runs = withArchive(store, new Archive(new Catalogue(objects, ledger)));
    for (let from = 0; from < count; from += READ_AT_ONCE) {
      const some = ids.runs.slice(from, from + READ_AT_ONCE);
      const found = await Promise.all(some.map((id) => runs.loadRun(id)));
      if (found.some((run) => run?.archived !== true)) throw new Error('A run is not in the archive.');
    }
    const read = performance.now();
    let bytes = 0;
    for await (const object of objects.list('segments/')) bytes += object.bytes;
    return {
      hotBytesPerRun: ids.bytes / count,
      bytesPerRun: bytes / count,
      archivedPerSecond: (count * 1_000) / (archived - began),
      readPerSecond: (count * 1_000) / (read - archived),
    };
  } finally {
    server.disconnect();
    await backend.close();
    await redis.stop();
  }
}

/** Runs them on a fleet. Returns their ids, and how much memory their keys take. */
async function finishRuns(brokerUrl: string, count: number, used: () => Promise<number>) {
  await using fleet = await BenchFleet.start({ brokerUrl });
  await fleet.call('POST', '/v1/workflows', WORKFLOW);
  const before = await used();
  const numbers = Array.from({ length: count }, (_, n) => n);
  const runs: string[] = [];
  // Each with a correlation id and a trace of its own, which a batch would share.
  await inParallel(numbers, SUBMITTED_AT_ONCE, async (n) => {
    runs.push((await fleet.call('POST', '/v1/runs', { workflow: 'chain', input: { n } })).runId);
  });
  for (const id of runs) await fleet.call('GET', `/v1/runs/${id}/result?wait=60s`);
  return { runs, bytes: (await used()) - before };
}

/**
 * The memory of all keys of the partitions: runs, their logs, and their entries of the index and of the list of ended runs. The
 * rest of what Redis holds is bounded, however many runs there are: samples, the queues' events, connections.
 */
async function bytesOfRuns(server: Redis): Promise<number> {
  const bytes = new Map<string, number>();
  for await (const keys of server.scanStream({ match: 'ag06:{p*', count: 1_000 })) {
    for (const key of keys) bytes.set(key, Number(await server.memory('USAGE', key, 'SAMPLES', 0)));
  }
  return [...bytes.values()].reduce((sum, one) => sum + one, 0);
}

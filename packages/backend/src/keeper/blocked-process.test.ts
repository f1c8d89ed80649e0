import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, Delivery } from '@ag06/broker';
import {
  type ServiceProcess,
  startProcess,
  startRedis,
  type TempDir,
  tempDir,
  until,
} from '@ag06/test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Backend } from '../backend.ts';
import { startMigratedPostgres } from '../fixtures/start-migrated-postgres.ts';
import { openBackend } from '../open-backend.ts';

const FIXTURE = new URL('./fixtures/hold-a-job.ts', import.meta.url);
const LOCK_MS = 2_400;
const options = { onError: () => {}, lockMs: LOCK_MS, stalledIntervalMs: LOCK_MS / 3 };
const RUN_ID = 'r0-000000000aaaaaaaaaaaa';

describe.each([
  ['Redis', startRedis],
  ['PostgreSQL', startMigratedPostgres],
])('on %s, a process whose event loop does not turn', (_, startServer) => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let backend: Backend;
  let folder: TempDir;
  let runs = 0;
  let step: string;
  beforeAll(async () => {
    [server, folder] = await Promise.all([startServer(), tempDir('blocked')]);
    backend = await openBackend(server.url, options);
  });
  beforeEach(() => {
    step = `s${++runs}`;
  });
  afterAll(async () => {
    await backend.close();
    await Promise.all([server.stop(), folder.remove()]);
  });

  const free = () => writeFile(join(folder.path, step), '');
  const hold = async (...more: readonly string[]): Promise<ServiceProcess> => {
    const args = [server.url, join(folder.path, step), String(LOCK_MS), ...more];
    const holder = await startProcess({ entry: FIXTURE, args, env: {} });
    await enqueue(backend.broker, step);
    await holder.waitForLine(/delivery 1/, 20_000);
    return holder;
  };

  it('keeps the job that it has for many times the life of a lock, tells who blocks it, and ends with its thread', async () => {
    await using holder = await hold();
    const taken = serve(backend.broker);
    await untilChecked(backend.broker, 3 * LOCK_MS);
    expect(await backend.broker.locate([{ agent: 'x', jobId: idOf(step) }])).toEqual(['locked']);
    await holder.waitForLine(
      /"code":"WORKER_BLOCKED".*"agents":\["x"\].*has been blocked.*by a handler of x/,
    );
    await free();
    await holder.waitForLine(/^WORKER_BLOCKED.*was blocked.*by a handler of x/);
    await holder.waitForLine(/closed/);
    expect(await holder.exited).toMatchObject({ code: 0 });
    await taken.stop();
    expect(taken.seen).toEqual([]);
  }, 60_000);

  it('is ended by its thread when a handler that waited, and then never returns, has outlasted its time-out', async () => {
    await using holder = await hold('2500', 'waits');
    await holder.waitForLine(
      /"agents":\["x"\].*longer than any time-out of what runs: the process ends itself/,
    );
    expect(await holder.exited).toMatchObject({ signal: 'SIGKILL' });
    const taken = serve(backend.broker);
    await until(async () => {
      await backend.broker.recoverStalled(['x']);
      return taken.seen.length === 1;
    });
    await taken.stop();
    expect(taken.seen[0]?.delivery).toBe(2);
  }, 60_000);

  it('loses its job when the whole process is stopped, as if it were dead', async () => {
    await using holder = await hold();
    holder.pause();
    const taken = serve(backend.broker);
    await until(() => taken.seen.length === 1, { timeoutMs: 20_000 });
    expect(taken.seen[0]?.delivery).toBe(2);
    await taken.stop();
    holder.resume();
    await free();
    await holder.kill();
  }, 60_000);
});

const idOf = (step: string): string => `${RUN_ID}.${step}.d1`;

const enqueue = (broker: Broker, step: string): Promise<void> =>
  broker.enqueue([
    {
      agent: 'x',
      runId: RUN_ID,
      step,
      attempt: 1,
      dispatch: 1,
      delayMs: 0,
      priorityKey: 31,
      traceparent: undefined,
    },
  ]);

/** Takes what comes, and looks for jobs without a lock as any worker does. */
function serve(broker: Broker) {
  const seen: Delivery[] = [];
  const consumer = broker.serve('x', {
    concurrency: 1,
    process: async (delivery) => {
      seen.push(delivery);
      return { end: 'done' };
    },
    onError: () => {},
  });
  return { seen, stop: () => consumer.stop() };
}

/** Looks for jobs whose lock is over, for so long. */
async function untilChecked(broker: Broker, ms: number): Promise<void> {
  const end = performance.now() + ms;
  await until(
    async () => {
      await broker.recoverStalled(['x']);
      return performance.now() > end;
    },
    { everyMs: 100, timeoutMs: 30_000 },
  );
}

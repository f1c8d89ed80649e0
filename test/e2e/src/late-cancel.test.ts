import { readFileSync } from 'node:fs';
import { startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { TestFleet } from './test-fleet.ts';

const DEFINITION = {
  name: 'noted',
  steps: { a: { agent: 'good.noted' }, b: { agent: 'good.noted', needs: ['a'] } },
};
/** Longer than a token is acted upon, shorter than the lock of a job. */
const ASLEEP_MS = 1_200;

const isStopped = (pid: number): boolean => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/** A worker that stops at this point, between the store's grant and the start of the handler, and is woken later. */
async function expectNoStartAfterCancel(
  fleet: TestFleet,
  point: string,
  started: readonly string[],
): Promise<void> {
  await fleet.push(DEFINITION);
  const worker = await fleet.startWorker({ AG06_TEST_FAULT: `${point}:1:SIGSTOP` });
  const runId = await fleet.submit('noted');
  const pid = worker.pid ?? 0;
  await until(() => isStopped(pid), { timeoutMs: 20_000 });
  const stoppedAt = performance.now();
  expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`)).status).toBe(202);
  await until(() => performance.now() - stoppedAt > ASLEEP_MS);
  process.kill(pid, 'SIGCONT');
  const next = await fleet.submit('noted');
  expect(await fleet.result(next, 45)).toMatchObject({ status: 'completed' });
  const starts = worker.stderr.flatMap(
    (line) => new RegExp(`noted ${runId} (\\w) started`).exec(line)?.[1] ?? [],
  );
  expect(starts).toEqual(started);
  await worker.stop();
}

describe.each([
  ['Redis', startRedis],
  ['PostgreSQL', startMigratedPostgres],
] as const)('on %s a worker that slept', (_, startServer) => {
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = await TestFleet.startOn(await startServer(), 0);
  }, 60_000);
  afterAll(() => fleet.stop());

  it.each([
    ['claim.after', []],
    ['eager.after-claim', ['a']],
  ] as const)(
    'at %s starts no handler of a run that was cancelled meanwhile',
    (point, started) => expectNoStartAfterCancel(fleet, point, started),
    120_000,
  );
});

import { type RedisCluster, startRedisCluster, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectItemsSurvive, TWO_WORKERS } from './expect-items-survive.ts';
import { expectOneEnd } from './expect-one-end.ts';
import { expectQueueSubmissions } from './expect-queue-submissions.ts';
import { submitByQueue } from './queue-client.ts';
import { TestFleet } from './test-fleet.ts';

const CHAIN = {
  name: 'chain',
  steps: {
    a: { agent: 'core.echo', with: { n: '${input.n}' } },
    b: { agent: 'core.sleep', needs: ['a'], with: { ms: 20 } },
    c: { agent: 'core.echo', needs: ['b'], with: { n: '${steps.a.output.n + 1}' } },
  },
  output: '${steps.c.output.n}',
};
const ENV = { AG06_PARTITIONS: '3' };
/** Runs under way when the primary dies. */
const RUNS = 60;

let cluster: RedisCluster;
let fleet: TestFleet;
beforeAll(async () => {
  cluster = await startRedisCluster();
  fleet = await TestFleet.startOn(cluster, 2, { AG06_WATCHDOG_MS: '2000' }, ENV);
  await fleet.push(CHAIN);
}, 60_000);
afterAll(() => fleet.stop());

/** Under a key of its own, which makes it safe to repeat until there is an answer. */
async function submit(n: number): Promise<string> {
  const headers = { 'idempotency-key': `key-${n}` };
  return until(() => fleet.submit('chain', { n }, headers), { timeoutMs: 40_000, everyMs: 100 });
}

/** Nothing for a run that the cluster does not know (any more). */
async function find(runId: string): Promise<string | undefined> {
  const answer = await until(
    async () => {
      const found = await fleet.call('GET', `/v1/runs/${runId}`);
      return found.status < 500 ? found : undefined;
    },
    { timeoutMs: 40_000, everyMs: 100 },
  );
  return answer?.status === 200 ? String(answer.body.status) : undefined;
}

it('a fleet on a Cluster uses all partitions, and tells the prefix under which each queue lives', async () => {
  const runIds = await Promise.all([1, 2, 3, 4, 5, 6].map(submit));
  expect(new Set(runIds.map((runId) => runId.split('-')[0])).size).toBeGreaterThan(1);
  for (const [i, runId] of runIds.entries()) {
    expect(await fleet.result(runId)).toEqual({ runId, status: 'completed', output: i + 2 });
    await expectOneEnd(fleet, runId);
  }
  expect((await fleet.call('GET', '/v1/queues')).body).toMatchObject({ prefix: '{bull:<queue>}' });
  expect((await fleet.call('GET', '/v1/runs?workflow=chain&limit=100')).body.items).toHaveLength(6);
}, 60_000);

it(
  'takes submissions of BullMQ clients that know that prefix',
  () => expectQueueSubmissions(fleet, (jobs) => submitByQueue(cluster.url, jobs)),
  60_000,
);

it('a fleet on a Cluster goes on with a forEach when a worker is killed in the middle: each item has one outcome', async () => {
  fleet.supervise();
  const kill = async () => void (await fleet.workers[0]?.kill('SIGKILL'));
  await expectItemsSurvive(fleet, kill, TWO_WORKERS);
}, 90_000);

it('a fleet on a Cluster goes on, with no run torn, when a primary is killed and its replica takes over', async () => {
  const submitting = Promise.all(Array.from({ length: RUNS }, (_, i) => submit(100 + i)));
  // Somewhere in the middle of it: some runs have ended, others have not been submitted.
  await until(async () => (await find(await submit(100))) === 'completed', {
    timeoutMs: 20_000,
  });
  const { killed, tookMs } = await cluster.killPrimaryOf('ag06:{p0}:index');
  const runIds = await submitting;
  const isOver = async (runId: string) => {
    const status = await find(runId);
    return status === undefined || ['completed', 'failed'].includes(status);
  };
  const areOver = async () => (await Promise.all(runIds.map(isOver))).every(Boolean);
  await until(areOver, { timeoutMs: 60_000, everyMs: 250, message: 'every run to be over or absent' });
  const known = [];
  for (const runId of runIds) if ((await find(runId)) !== undefined) known.push(runId);
  for (const runId of known) await expectOneEnd(fleet, runId);
  process.stderr.write(
    `fail-over of the cluster: ${Math.round(tookMs)} ms, ${RUNS - known.length} of ${RUNS} lost\n`,
  );

  await killed.restart();
  await cluster.untilWhole();
  const after = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => submit(1_000 + n)));
  for (const runId of after) {
    expect(await fleet.result(runId, 30)).toMatchObject({ status: 'completed' });
    await expectOneEnd(fleet, runId);
  }
}, 150_000);

import { readFileSync } from 'node:fs';
import { until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { TestFleet } from './test-fleet.ts';

const ECHO = { name: 'echo', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } };

let fleet: TestFleet;
let redis: Redis;
beforeAll(async () => {
  fleet = await TestFleet.start(1);
  redis = new Redis(fleet.redis.url);
  await fleet.push(ECHO);
}, 60_000);
afterEach(() => redis.config('SET', 'maxmemory', '0'));
afterAll(async () => {
  redis.disconnect();
  await fleet.stop();
});

const isStopped = (pid: number): boolean => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/** Sends a request to a dispatcher that sleeps right behind its first commit, until the memory of its Redis is full. */
async function sendWhileItFills(path: string, body: object) {
  await fleet.dispatcher?.stop();
  const dispatcher = await fleet.startDispatcher({
    AG06_TEST_FAULT: 'submit.after-commit:1:SIGSTOP',
    AG06_WATCHDOG_MS: '1000',
  });
  const answer = fleet.call('POST', path, body);
  const pid = dispatcher.pid ?? 0;
  await until(() => isStopped(pid), { timeoutMs: 20_000 });
  await redis.config('SET', 'maxmemory', '1');
  process.kill(pid, 'SIGCONT');
  return { answer: await answer, dispatcher };
}

const listed = async (correlationId: string) => {
  const { body } = await fleet.call('GET', `/v1/runs?correlationId=${correlationId}`);
  return (body as { items: { id: string }[] }).items;
};

describe('when the memory of Redis fills between the commit of a run and its enqueue', () => {
  it('the run is accepted, once, and executes when there is room', async () => {
    const { answer, dispatcher } = await sendWhileItFills('/v1/runs', {
      workflow: 'echo',
      input: { n: 1 },
    });
    expect(answer).toMatchObject({ status: 202, body: { runId: expect.any(String) } });
    const { runId, correlationId } = answer.body as { runId: string; correlationId: string };
    await dispatcher.waitForLine(/the watchdog does it/);
    // What takes memory, also to read at one moment, is refused by name; nothing is a defect.
    for (const path of ['/v1/queues', '/v1/runs', `/v1/runs/${runId}/events`, '/v1/breakers', '/v1/workers'])
      expect(await fleet.call('GET', path)).toMatchObject({ status: 200 });
    for (const path of [
      `/v1/runs/${runId}`,
      `/v1/runs/${runId}/result?wait=0`,
      `/v1/runs/${runId}/steps/s`,
    ]) {
      const { status, body } = await fleet.call('GET', path);
      if (status >= 300)
        expect({ status, body }).toMatchObject({ status: 503, body: { code: 'STORE_FULL' } });
    }
    const refused = await fleet.call('POST', '/v1/runs', { workflow: 'echo', input: { n: 2 } });
    expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_FULL' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    await redis.config('SET', 'maxmemory', '0');
    expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output: { s: { n: 1 } } });
    expect((await listed(correlationId)).length).toBe(1);
  }, 90_000);

  it('each run of a batch has its own answer, and those that were accepted execute when there is room', async () => {
    const runs = [1, 2, 3].map((n) => ({ workflow: 'echo', input: { n } }));
    const { answer } = await sendWhileItFills('/v1/runs/batch', { runs });
    expect(answer.status).toBe(200);
    const { results } = answer.body as { results: { runId?: string; status?: unknown; code?: string }[] };
    expect(results).toHaveLength(3);
    const taken = results.flatMap(({ runId }) => runId ?? []);
    expect(taken).toHaveLength(3);
    await redis.config('SET', 'maxmemory', '0');
    for (const runId of taken) {
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
    }
  }, 90_000);
});

import { openBackend } from '@ag06/backend';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  startDispatcherProcess,
  startTestDispatcher,
  type TestDispatcher,
  untilReady,
} from './testing/test-dispatcher.ts';

let dispatcher: TestDispatcher;
let redis: Redis;
beforeAll(async () => {
  dispatcher = await startTestDispatcher();
  redis = new Redis(dispatcher.redis.url);
}, 60_000);
afterAll(async () => {
  redis.disconnect();
  await dispatcher.stop();
});

async function post(path: string, body: unknown, key?: string, url = dispatcher.url) {
  const headers = {
    'content-type': 'application/json',
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what the tests are about
  return { status: response.status, body: (await response.json()) as any };
}

/** A workflow of one step, whose input `n` is of this type. */
const version = (name: string, type: string, agent: string) => ({
  name,
  input: { type: 'object', properties: { n: { type } } },
  steps: { a: { agent } },
});
const waitingFor = (agent: string) => redis.zcard(`bull:agent.${agent}:prioritized`);

/** Sends a submission by itself and in a batch; answers the run ids. */
async function submitBothWays(submission: object, dedupeKey: string): Promise<string[]> {
  const single = await post('/v1/runs', submission, dedupeKey);
  expect(single).toMatchObject({ status: 200 });
  const { body } = await post('/v1/runs/batch', { runs: [{ ...submission, dedupeKey }] });
  return [single.body.runId, body.results[0].runId];
}

describe('a key that is repeated after a new version was pushed', () => {
  it('gives its run, singly and in a batch, though the new version refuses the input', async () => {
    const submission = { workflow: 'strict', input: { n: 1 } };
    await post('/v1/workflows', version('strict', 'integer', 'strict.one'));
    const { runId } = (await post('/v1/runs', submission, 'strict-1')).body;
    await post('/v1/workflows', version('strict', 'string', 'strict.two'));
    expect(await submitBothWays(submission, 'strict-1')).toEqual([runId, runId]);
    const other = await post('/v1/runs', { ...submission, input: { n: 2 } }, 'strict-1');
    expect(other).toMatchObject({ status: 409, body: { code: 'KEY_REUSED' } });
    const unused = await post('/v1/runs', submission, 'strict-2');
    expect(unused).toMatchObject({ status: 422, body: { code: 'INPUT_INVALID' } });
  });

  it('puts back what is missing of its run on the queue of its own version, never on that of the latest', async () => {
    const submission = { workflow: 'moved', input: { n: 1 } };
    await post('/v1/workflows', version('moved', 'integer', 'moved.one'));
    const { runId } = (await post('/v1/runs', submission, 'moved-1')).body;
    await post('/v1/workflows', version('moved', 'integer', 'moved.two'));
    await redis.del('bull:agent.moved.one:prioritized', `bull:agent.moved.one:${runId}.a.d1`);
    expect(await submitBothWays(submission, 'moved-1')).toEqual([runId, runId]);
    await until(async () => (await waitingFor('moved.one')) === 1);
    expect(await waitingFor('moved.two')).toBe(0);
  });
});

describe('a key whose run was deleted', () => {
  it('is refused with 410 until it expires, for its work was done; another body is refused as ever', async () => {
    const submission = { workflow: 'good', input: { n: 1 } };
    const { runId } = (await post('/v1/runs', submission, 'gone-1')).body;
    await post(`/v1/runs/${runId}/cancel`, undefined);
    const backend = await openBackend(dispatcher.redis.url, { onError: () => {} });
    await until(async () => (await backend.store.runs.deleteFinished(-1_000, 100)) === 0);
    await backend.close();
    const repeated = await post('/v1/runs', submission, 'gone-1');
    expect(repeated).toMatchObject({ status: 410, body: { code: 'KEY_RUN_DELETED' } });
    expect(repeated.body.detail).toContain(runId);
    const other = await post('/v1/runs', { ...submission, input: { n: 2 } }, 'gone-1');
    expect(other).toMatchObject({ status: 409, body: { code: 'KEY_REUSED' } });
    const [inBatch] = (await post('/v1/runs/batch', { runs: [{ ...submission, dedupeKey: 'gone-1' }] })).body
      .results;
    expect(inBatch.problem).toMatchObject({ status: 410, code: 'KEY_RUN_DELETED' });
  });
});

it('the dispatcher lets a key make a new run when AG06_DEDUPE_TTL is over', async () => {
  const hasty = await startDispatcherProcess(dispatcher.redis.url, { AG06_DEDUPE_TTL: '1s' });
  try {
    const url = await untilReady(hasty);
    const submit = () => post('/v1/runs', { workflow: 'good', input: { n: 1 } }, 'short-1', url);
    const first = await submit();
    expect(first.status).toBe(202);
    await until(async () => (await submit()).body.runId !== first.body.runId);
  } finally {
    await hasty.stop();
  }
});

it.each([0, '0s'])(
  'the dispatcher refuses a time-out of %j, in which nothing could be done',
  async (timeout) => {
    const answer = await post('/v1/runs', { workflow: 'good', input: { n: 1 }, timeout });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'DURATION_INVALID', errors: [{ path: 'timeout' }] },
    });
  },
);

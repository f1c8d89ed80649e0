import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestDispatcher, type TestDispatcher } from './testing/test-dispatcher.ts';

interface Result {
  readonly runId?: string;
  readonly correlationId?: string;
  readonly problem?: { readonly code: string; readonly errors?: readonly { readonly path: string }[] };
}

let dispatcher: TestDispatcher;
beforeAll(async () => {
  dispatcher = await startTestDispatcher();
}, 60_000);
afterAll(() => dispatcher.stop());

const good = (n: number, more: object = {}) => ({ workflow: 'good', input: { n }, ...more });

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${dispatcher.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what the tests are about
  return { status: response.status, body: (await response.json()) as any };
}

async function submit(
  runs: readonly unknown[],
  headers?: Record<string, string>,
): Promise<readonly Result[]> {
  const { status, body } = await post('/v1/runs/batch', { runs }, headers);
  expect(status).toBe(200);
  return body.results;
}

const show = async (runId = '') =>
  (await (await fetch(`${dispatcher.url}/v1/runs/${runId}`)).json()) as { readonly input: unknown };

describe('a batch', () => {
  it('has an answer for each of its runs in order, and a faulty one does not affect the others', async () => {
    const results = await submit([
      good(1),
      good(2, { colour: 'red' }),
      { workflow: 'nowhere' },
      good(3, { version: 'none' }),
      { workflow: 'good', input: { n: 'x' } },
      'nonsense',
      good(4, { delay: 'soon' }),
      good(5, { dedupeKey: 'ü' }),
      good(6, { traceparent: 'not for batches' }),
      { workflow: 'good', input: { n: 7, big: 'x'.repeat(600_000) } },
      good(8),
    ]);
    const codes = results.map(({ runId, problem }) => (runId === undefined ? problem?.code : 'run'));
    expect(codes).toEqual([
      'run',
      'SUBMISSION_INVALID',
      'WORKFLOW_UNKNOWN',
      'VERSION_UNKNOWN',
      'INPUT_INVALID',
      'SUBMISSION_INVALID',
      'DURATION_INVALID',
      'SUBMISSION_INVALID',
      'SUBMISSION_INVALID',
      'INPUT_TOO_LARGE',
      'run',
    ]);
    expect(results[1]?.problem?.errors).toMatchObject([{ path: 'colour' }]);
    expect(results[4]?.problem?.errors).toMatchObject([{ path: 'input.n' }]);
    expect((await show(results[10]?.runId)).input).toEqual({ n: 8 });
  });

  it('starts one run per key, within the batch and when it is repeated, and refuses another body for the key', async () => {
    const runs = [good(1, { dedupeKey: 'a' }), good(1, { dedupeKey: 'a' }), good(2, { dedupeKey: 'a' })];
    const [first, second, third] = await submit(runs);
    expect(second).toEqual(first);
    expect(third).toMatchObject({ problem: { code: 'KEY_REUSED', status: 409 } });
    expect(await submit(runs.slice(0, 1))).toEqual([first]);
    const single = await post('/v1/runs', good(1), { 'idempotency-key': 'a' });
    expect(single).toEqual({ status: 200, body: first });
  });

  it('gives its own correlation id to runs without one', async () => {
    const runs = [good(1), good(2, { correlationId: 'mine' })];
    expect(await submit(runs, { 'x-correlation-id': 'ours' })).toMatchObject([
      { correlationId: 'ours', status: 'running' },
      { correlationId: 'mine', status: 'running' },
    ]);
  });

  it('takes 1 to 1,000 runs and no Idempotency-Key', async () => {
    for (const body of [{ runs: [] }, { runs: Array(1_001).fill(null) }, {}, { runs: [good(1)], key: 1 }]) {
      expect(await post('/v1/runs/batch', body)).toMatchObject({
        status: 422,
        body: { code: 'BATCH_INVALID' },
      });
    }
    const keyed = await post('/v1/runs/batch', { runs: [good(1)] }, { 'idempotency-key': 'k' });
    expect(keyed).toMatchObject({ status: 422, body: { code: 'KEY_INVALID' } });
    const results = await submit(Array.from({ length: 1_000 }, (_, n) => good(n)));
    expect(new Set(results.map(({ runId }) => runId)).size).toBe(1_000);
    expect((await show(results[999]?.runId)).input).toEqual({ n: 999 });
  });

  it('costs one call to the store for many runs, and one pipeline to the queue', async () => {
    const watcher = new Redis(dispatcher.redis.url);
    const callsOf = async (): Promise<number> =>
      Number(/cmdstat_fcall:calls=(\d+)/.exec(await watcher.info('commandstats'))?.[1]);
    const before = await callsOf();
    await submit(Array.from({ length: 480 }, (_, n) => good(n)));
    // 24 commands a call at most, and what the dispatcher's duties do meanwhile.
    expect((await callsOf()) - before).toBeLessThan(480 / 24 + 5);
    watcher.disconnect();
  });
});

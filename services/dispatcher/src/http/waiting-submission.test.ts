import { createCommandIds, PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import type { Parts } from '../parts.ts';
import { submitOne } from '../use-cases/testing/submit-one.ts';
import { createMemoryApi } from './testing/memory-api.ts';

it('a submission that waits for the end of its run does not keep its body meanwhile', async () => {
  const store = createMemoryStore();
  const plans = new PlanCache(store.workflows);
  const broker = { enqueue: async () => {} };
  const issuer = { worker: 'd', job: '', delivery: 0 };
  const carrier = {
    runs: store.runs,
    broker,
    issuer,
    createId: createCommandIds('d'),
    epoch: () => 0,
    plans,
  };
  const definition = { name: 'w', steps: { a: { agent: 'x' } } };
  await submitOne(store, carrier as unknown as Parameters<typeof submitOne>[1], definition, 1);
  const submission = { workflow: 'w', priority: 'normal', tags: [] };
  const input = { text: '2', canonical: '2' };
  const more = { store, plans, broker, carrier, wanted: { note: () => {} }, dedupeTtlMs: 1_000 };
  const app = createMemoryApi({}, {
    ...more,
    intake: { run: async () => ({ submission, input }) },
  } as unknown as Partial<Parts>);
  const requests: FastifyRequest[] = [];
  app.addHook('preHandler', async (request) => void requests.push(request));
  let waiting = 0;
  const { loadOutcome } = store.runs;
  store.runs.loadOutcome = (runId) => {
    waiting++;
    return loadOutcome.call(store.runs, runId);
  };
  const headers = { host: '127.0.0.1', 'content-type': 'application/json' };
  const answer = app.inject({
    method: 'POST',
    url: '/v1/runs?wait=100ms',
    headers,
    body: '{"workflow":"w"}',
  });
  await until(() => waiting > 0);
  expect(requests.map(({ body }) => body)).toEqual([undefined]);
  expect((await answer).statusCode).toBe(202);
  await app.close();
});

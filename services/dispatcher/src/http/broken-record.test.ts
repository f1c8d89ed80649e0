import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { createMemoryApi } from './testing/memory-api.ts';

it('a run whose record is broken is answered with 500 STORE_RECORD_INVALID, which names it, and left out of lists', async () => {
  const store = createMemoryStore();
  const runId = store.runs.createRunId('default', undefined);
  await store.runs.apply({
    kind: 'submit',
    id: 'd.1',
    runId,
    issuer: { worker: 'd', job: '', delivery: 0 },
    tenant: 'default',
    meta: '{"workflow":"hello"}',
    input: 'null',
    listedBy: { workflow: 'hello', correlationId: 'c', tags: [] },
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
    roots: [],
  });
  const api = createMemoryApi({}, { store });
  const one = await api.inject(`/v1/runs/${runId}`);
  expect(one.json()).toMatchObject({
    status: 500,
    code: 'STORE_RECORD_INVALID',
    detail: expect.stringContaining(runId),
  });
  expect((await api.inject('/v1/runs')).json()).toEqual({ items: [] });
});

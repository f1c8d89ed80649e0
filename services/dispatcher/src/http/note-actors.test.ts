import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { createMemoryApi } from './testing/memory-api.ts';

/** An API, and the lines that it logs of people. */
function createBench() {
  const lines: object[] = [];
  const note = (line: object, message: string) => void lines.push({ ...line, message });
  const store = createMemoryStore();
  const log = { info: note, warn: () => {}, error: () => {} };
  const app = createMemoryApi({}, { store, log } as unknown as Partial<Parts>);
  return { app, store, lines };
}

const letter = { queue: 'agent.x', jobId: '1', reason: 'JOB_INVALID', data: null };

it('a change that a person asks for is in the log, with the name, the route and what it is about', async () => {
  const { app, store, lines } = createBench();
  await store.fleet.addDeadLetter(letter);
  const [{ id } = { id: '' }] = await store.fleet.listDeadLetters(1);
  const headers = { 'x-actor': "UTF-8''%C5%81ukasz", 'content-type': 'application/json' };
  const url = `/v1/dead-letters/${id}`;
  await app.inject({ url, headers });
  expect(lines).toEqual([]);
  expect((await app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(200);
  expect(lines).toEqual([
    {
      correlationId: expect.any(String),
      traceId: expect.any(String),
      by: 'Łukasz',
      method: 'DELETE',
      route: '/v1/dead-letters/:id',
      of: { id },
      message: 'A person asked for a change.',
    },
  ]);
  // It was refused, and so changed nothing.
  expect((await app.inject({ method: 'DELETE', url, headers })).statusCode).toBe(404);
  expect(lines).toHaveLength(1);
});

it.each(['/v1/breakers/shop/open', '/v1/workers/w-1/drain', '/v1/runs', '/v1/archive/prune'])(
  'POST %s refuses a name that is not usable',
  async (url) => {
    const { app, lines } = createBench();
    const headers = { 'x-actor': ' ', 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url, headers, payload: '{}' });
    expect({ status: answer.statusCode, code: answer.json().code }).toEqual({
      status: 422,
      code: 'ACTOR_INVALID',
    });
    expect(lines).toEqual([]);
  },
);

import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDispatcher, type TestDispatcher } from './testing/test-dispatcher.ts';

let dispatcher: TestDispatcher;
beforeAll(async () => {
  dispatcher = await startTestDispatcher();
}, 60_000);
afterAll(() => dispatcher.stop());

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what the tests are about
  readonly body: any;
}

async function ask(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
  const answer = await fetch(`${dispatcher.url}/v1/streams/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() };
}

const append = (stream: string, events: readonly object[]) =>
  ask('POST', `${stream}/events`, JSON.stringify({ events }));
const eventsOf = async (stream: string) => (await ask('GET', `${stream}/events`)).body.events;

const AWAY = { status: 503, retryAfter: '1', body: { code: 'STORE_UNAVAILABLE' } };
const PAID = [
  { type: 'order.paid', id: 'one', data: 1 },
  { type: 'order.sent', id: 'two', data: 2 },
];

describe('an append over HTTP', () => {
  it('is refused while Redis does not answer, and is there once when it was repeated with the same ids', async () => {
    await append('frozen', [{ type: 'order.begun', id: 'zero' }]);
    dispatcher.redis.pause();
    const refused = await Promise.all([append('frozen', PAID), append('frozen', PAID)]);
    expect(refused).toMatchObject([AWAY, AWAY]);
    dispatcher.redis.resume();
    await until(async () => (await append('frozen', PAID)).status < 300, { timeoutMs: 15_000 });
    expect(await append('frozen', PAID)).toMatchObject({
      status: 200,
      body: {
        last: 3,
        events: [
          { position: 2, duplicate: true },
          { position: 3, duplicate: true },
        ],
      },
    });
    expect(await eventsOf('frozen')).toMatchObject([{ id: 'zero' }, { id: 'one' }, { id: 'two' }]);
  }, 60_000);

  it('is refused while Redis is gone, and what was acknowledged before and what is repeated after is there once', async () => {
    expect((await append('killed', PAID.slice(0, 1))).status).toBe(201);
    await dispatcher.redis.kill('SIGKILL');
    await until(async () => (await append('killed', PAID)).status === 503);
    expect(await append('killed', PAID)).toMatchObject(AWAY);
    await dispatcher.redis.restart();
    await until(async () => (await append('killed', PAID)).status < 300, { timeoutMs: 15_000 });
    expect(await eventsOf('killed')).toMatchObject([
      { id: 'one', position: 1 },
      { id: 'two', position: 2 },
    ]);
  }, 60_000);

  it('is refused at once while 32 MiB of others wait for a Redis that does not answer', async () => {
    const data = 'x'.repeat(1_000_000);
    const large = (n: number) => [1, 2].map((half) => ({ type: 'note', id: `${n}.${half}`, data }));
    dispatcher.redis.pause();
    const many = await Promise.all(Array.from({ length: 20 }, (_, n) => append('many', large(n))));
    expect(many).toMatchObject(many.map(() => AWAY));
    const full = many.filter(({ body }) => body.detail.includes('characters wait for the store'));
    expect(full.length).toBeGreaterThan(0);
    dispatcher.redis.resume();
    await until(async () => (await append('many', large(19))).status < 300, { timeoutMs: 15_000 });
    const { body } = await ask('GET', 'many');
    expect(body.count % 2).toBe(0);
  }, 60_000);
});

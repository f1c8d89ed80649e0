import { createMemoryStore } from '@ag06/store';
import { afterAll } from '@jest/globals';
import { IntakeThreads } from '../../intake/intake-threads.ts';
import { createMemoryApi } from './memory-api.ts';

/** Returns how to start the API of a dispatcher on a store in memory, on a port of its own. They stop after the last test. */
export function useStreamApis() {
  const stops: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    await Promise.all(stops.map((stop) => stop()));
  });

  return async () => {
    const store = createMemoryStore();
    const intake = new IntakeThreads({ onError: () => {} });
    const app = createMemoryApi({}, { store, intake });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    stops.push(() => app.close().then(() => intake.stop()));
    const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, headers = {}) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { ...(method !== 'GET' && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      // biome-ignore lint/suspicious/noExplicitAny: each test knows the answer that it asked for
      return { status: answer.status, body: (await answer.json()) as any };
    };
    const append = (body: object, headers = {}) => ask('POST', '/v1/streams/orders/events', body, headers);
    return { store, url, ask, append };
  };
}

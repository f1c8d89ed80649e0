import { BrokerError } from '@ag06/broker';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { createMemoryApi } from './testing/memory-api.ts';

it.each(['BROKER_UNAVAILABLE', 'BROKER_FULL'] as const)(
  'where the queues answer %s, a route that asks them answers 503 with the code, and when to ask again',
  async (code) => {
    const refuse = () => Promise.reject(new BrokerError(code, 'No.', undefined));
    const broker = { countJobs: refuse, countEntryJobs: refuse } as unknown as Parts['broker'];
    const app = createMemoryApi({}, { broker });
    const answer = await app.inject({ url: '/v1/queues', headers: { host: '127.0.0.1' } });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code, status: 503, detail: expect.stringContaining('Repeat') });
    expect(answer.headers['retry-after']).toBe('1');
    await app.close();
  },
);

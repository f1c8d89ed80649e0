import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { createMemoryApi } from './testing/memory-api.ts';

it('an unknown error is answered 500 with an id, under which the log has the error with its stack', async () => {
  const unknown = Object.assign(new Error('the secret cause'), { code: 'ODD', isRetryable: true });
  const logged: { err?: unknown; errorId?: string }[] = [];
  const log = { error: (fields: object) => void logged.push(fields) };
  const refuse = () => Promise.reject(unknown);
  const app = createMemoryApi({}, {
    broker: { countJobs: refuse, countEntryJobs: refuse },
    log,
  } as unknown as Partial<Parts>);
  const answer = await app.inject({ url: '/v1/queues', headers: { host: '127.0.0.1' } });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([500, undefined]);
  const [line] = logged;
  expect(logged).toHaveLength(1);
  expect(line?.err).toBe(unknown);
  expect(line).toMatchObject({ code: 'INTERNAL', url: '/v1/queues', correlationId: expect.any(String) });
  expect(answer.json()).toMatchObject({
    code: 'INTERNAL',
    detail: expect.stringContaining(line?.errorId ?? 'an id'),
  });
  expect(answer.body).not.toContain('secret');
  await app.close();
});

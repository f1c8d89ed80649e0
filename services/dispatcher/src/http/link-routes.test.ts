import { expect, test } from '@jest/globals';
import { createMemoryApi } from './testing/memory-api.ts';

test('GET /v1/links tells where traces and logs are shown, and takes no query', async () => {
  const app = createMemoryApi();
  const ask = (url: string) => app.inject({ url, headers: { host: 'localhost' } });
  expect((await ask('/v1/links')).json()).toEqual({ trace: 'http://traces/{traceId}' });
  expect((await ask('/v1/links?a=1')).statusCode).toBe(422);
  await app.close();
});

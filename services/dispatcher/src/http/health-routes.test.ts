import { expect, it, jest } from '@jest/globals';
import { HealthWatch } from '../health/health-watch.ts';
import { createMemoryApi } from './testing/memory-api.ts';

it.each([
  ['POST', '/v1/runs', true],
  ['POST', '/v1/runs?wait=10s', false],
  ['GET', '/v1/runs?wait=10s', true],
  ['GET', '/v1/runs/r0-000000000aaaaaaaaaaaa/result?wait=10s', false],
] as const)('health counts the time of %s %s: %s', async (method, url, isCounted) => {
  const noted = jest.spyOn(HealthWatch.prototype, 'noteRequest');
  const app = createMemoryApi();
  try {
    await app.inject({ method, url, headers: { host: '127.0.0.1' } });
    expect(noted.mock.calls).toEqual([[expect.any(Number), isCounted ? expect.any(Number) : undefined]]);
  } finally {
    noted.mockRestore();
    await app.close();
  }
});

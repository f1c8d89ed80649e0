import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { findFreePort, startPrometheus, until } from './index.ts';

/** A service with one metric that lists itself as the only target. */
async function startService() {
  const port = await findFreePort();
  const server = createServer((request, response) => {
    const targets = [{ targets: [`127.0.0.1:${port}`], labels: { service: 'test' } }];
    const isList = request.url === '/v1/targets';
    response.setHeader('content-type', isList ? 'application/json' : 'text/plain');
    response.end(isList ? JSON.stringify(targets) : '# TYPE answer gauge\nanswer 42\n');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('startPrometheus', () => {
  test('scrapes the targets that are listed, and answers PromQL', async () => {
    await using service = await startService();
    await using prometheus = await startPrometheus({ targetsUrl: `${service.url}/v1/targets` });
    const samples = await until(
      async () => {
        const found = await prometheus.query('answer * 2');
        return found.length > 0 && found;
      },
      { timeoutMs: 20_000, message: 'the first scrape' },
    );
    expect(samples).toEqual([{ labels: expect.objectContaining({ service: 'test' }), value: 84 }]);
    expect(await prometheus.query('scalar(answer)')).toEqual([{ labels: {}, value: 42 }]);
    await expect(prometheus.query('answer{')).rejects.toThrow(/refused.*answer\{.*parse error/);
  });
});

import type { RequestListener } from 'node:http';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { startBench } from './testing/bench.ts';
import { createCaller } from './testing/call.ts';
import { startListener } from './testing/local-server.ts';

describe('a connection', () => {
  it.each([
    ['GET', 3],
    ['PUT', 3],
    ['POST', 1],
    ['PATCH', 1],
  ])(
    'that fails before the answer is made again only if the method allows it: %s, %i times',
    async (method, times) => {
      await using bench = await startBench(
        await startListener((socket) => socket.once('data', () => socket.destroy())),
      );
      expect(await bench.call({ url: bench.url, method })).toMatchObject({
        retryable: true,
        failure: { code: 'HTTP_CONNECTION_FAILED' },
      });
      expect(bench.server.connections.made).toBe(times);
    },
  );

  it('that nobody accepts is left to the retries of the step', async () => {
    const gone = await startListener();
    await gone[Symbol.asyncDispose]();
    await using caller = createCaller([`127.0.0.1:${gone.port}`]);
    expect(await caller.call({ url: gone.url })).toMatchObject({
      retryable: true,
      failure: { code: 'HTTP_CONNECTION_FAILED', message: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('is kept, and there are never more than 32 to one server', async () => {
    await using bench = await startBench((_, response) => setImmediate(() => response.end('here')));
    for (let n = 0; n < 10; n++) await bench.call({ url: bench.url });
    expect(bench.server.connections.made).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 200 }, () => bench.call({ url: bench.url })));
    expect(bench.server.seen).toHaveLength(210);
    expect(bench.server.connections.made).toBeLessThanOrEqual(32);
  });
});

describe('the end of a call', () => {
  const silent: RequestListener = () => {};
  const endless: RequestListener = (_, response) => response.writeHead(200).write('begun');

  it.each([
    ['does not answer', silent],
    ['does not come to an end', endless],
  ])('comes with its time-out if the server %s', async (_, respond) => {
    await using bench = await startBench(respond);
    expect(await bench.call({ url: bench.url, timeout: 100 })).toMatchObject({
      retryable: true,
      failure: { code: 'HTTP_TIMED_OUT', message: expect.stringContaining('100 ms') },
    });
    await until(() => bench.server.connections.open === 0);
  });

  it.each([
    ['does not answer', silent],
    ['does not come to an end', endless],
  ])('comes with the abort of its attempt if the server %s', async (_, respond) => {
    await using bench = await startBench(respond);
    const controller = new AbortController();
    const outcome = bench.call({ url: bench.url }, { signal: controller.signal });
    await until(() => bench.server.seen.length === 1);
    controller.abort(new Error('The run is over.'));
    expect(await outcome).toMatchObject({ failure: { message: 'The run is over.' } });
    await until(() => bench.server.connections.open === 0);
  });

  it('comes with the close of its connections, after which there are no new ones', async () => {
    await using bench = await startBench(silent);
    const outcome = bench.call({ url: bench.url });
    await until(() => bench.server.seen.length === 1);
    await bench.close();
    expect(await outcome).toMatchObject({ status: 'failed', retryable: true });
    await until(() => bench.server.connections.open === 0);
    const { made } = bench.server.connections;
    await bench.close();
    expect(await bench.call({ url: bench.url })).toMatchObject({ status: 'failed', retryable: true });
    expect(bench.server.connections.made).toBe(made);
  });
});

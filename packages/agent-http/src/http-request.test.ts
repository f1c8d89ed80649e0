import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { startBench } from './testing/bench.ts';
import { createCaller } from './testing/call.ts';
import { startServer } from './testing/local-server.ts';

const json = (status: number, value: unknown, headers: Record<string, string> = {}): RequestListener => {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };
};

describe('a call', () => {
  it('gives status, headers, body and URL', async () => {
    await using bench = await startBench(json(201, { id: 7 }, { etag: '"x"', 'set-cookie': 'a=1' }));
    const { outcome, url } = {
      outcome: await bench.call({ url: bench.url, query: { q: 'a b' } }),
      url: bench.url,
    };
    expect(outcome).toMatchObject({
      status: 'completed',
      output: {
        status: 201,
        url: `${url}/?q=a+b`,
        headers: { etag: '"x"', 'set-cookie': ['a=1'], 'content-type': 'application/json' },
        body: { id: 7 },
      },
    });
  });

  it('sends what it is told, and whose call it is', async () => {
    await using bench = await startBench(json(200, null));
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const input = { url: bench.url, method: 'PUT', headers: { 'X-Own': 'yes' }, body: { n: 1 } };
    await bench.call(input, { idempotencyKey: 'r:s', correlationId: 'order-7', traceparent });
    expect(bench.server.seen).toMatchObject([
      {
        method: 'PUT',
        body: '{"n":1}',
        headers: {
          'x-own': 'yes',
          'idempotency-key': 'r:s',
          'x-correlation-id': 'order-7',
          traceparent,
          'content-type': 'application/json',
          'content-length': '7',
        },
      },
    ]);
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('may be a %s', async (method) => {
    await using bench = await startBench((_, response) => response.end('done'));
    expect(await bench.call({ url: bench.url, method })).toMatchObject({
      output: { status: 200, body: method === 'HEAD' ? null : 'done' },
    });
    expect(bench.server.seen[0]?.method).toBe(method);
  });

  it.each([204, 205])('may be answered without a body, %i', async (status) => {
    await using bench = await startBench((_, response) => response.writeHead(status).end());
    expect(await bench.call({ url: bench.url })).toMatchObject({ output: { status, body: null } });
  });

  it('reads what is compressed', async () => {
    await using bench = await startBench((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('text'));
    });
    expect(await bench.call({ url: bench.url })).toMatchObject({ output: { body: 'text' } });
  });

  it('changes no prototype, whatever the names of headers and keys', async () => {
    await using bench = await startBench((_, response) => {
      response.writeHead(200, [
        ['__proto__', 'x'],
        ['constructor', 'y'],
        ['content-type', 'application/json'],
      ]);
      response.end('{"__proto__":{"polluted":1}}');
    });
    expect(await bench.call({ url: bench.url })).toMatchObject({ output: { headers: { constructor: 'y' } } });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('a status', () => {
  it.each([400, 401, 404, 409, 422, 501])('of %i fails the step at once', async (status) => {
    await using bench = await startBench(json(status, { detail: 'not here' }, { 'retry-after': '1' }));
    const outcome = await bench.call({ url: `${bench.url}/page?token=secret` });
    expect(outcome).toMatchObject({
      status: 'failed',
      retryable: false,
      failure: {
        code: 'HTTP_STATUS_UNEXPECTED',
        message: `GET ${bench.url}/page answered ${status}: {"detail":"not here"}`,
      },
    });
    expect(bench.server.seen).toHaveLength(1);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('of %i is left to the retries of its step', async (status) => {
    await using bench = await startBench((_, response) => response.writeHead(status).end());
    expect(await bench.call({ url: bench.url })).toEqual({
      status: 'failed',
      retryable: true,
      failure: { code: 'HTTP_STATUS_UNEXPECTED', message: `GET ${bench.url}/ answered ${status}.` },
      // Too early is the caller's doing.
      ...(status !== 425 && { ofDependency: true }),
      stack: expect.any(String),
    });
    expect(bench.server.seen).toHaveLength(1);
  });

  it('with Retry-After waits as long as it says, in seconds or until a date', async () => {
    const from = Date.now();
    const inAMinute = new Date(from + 60_000).toUTCString();
    await using bench = await startBench((request, response) => {
      response.writeHead(429, { 'retry-after': request.url === '/date' ? inAMinute : '7' }).end();
    });
    expect(await bench.call({ url: bench.url })).toMatchObject({
      failure: { code: 'RATE_LIMITED', message: expect.stringContaining('429') },
      retryable: true,
      retryAfterMs: 7_000,
    });
    const dated = await bench.call({ url: `${bench.url}/date` });
    const waits = dated.status === 'failed' ? (dated.retryAfterMs ?? 0) : 0;
    // The header names the second alone, and the answer took its time.
    expect(waits).toBeGreaterThan(59_000 - (Date.now() - from) - 1);
    expect(waits).toBeLessThanOrEqual(60_000);
  });

  it('with Retry-After, of a service that is down, is a failure all the same', async () => {
    await using bench = await startBench((_, response) =>
      response.writeHead(503, { 'retry-after': '7' }).end(),
    );
    expect(await bench.call({ url: bench.url })).toMatchObject({
      failure: { code: 'HTTP_STATUS_UNEXPECTED' },
      retryable: true,
      retryAfterMs: 7_000,
    });
  });

  it('does what its caller says of it', async () => {
    await using bench = await startBench((request, response) =>
      response.writeHead(Number(request.url?.slice(1))).end(),
    );
    const rules = { acceptStatus: [404, '5xx'], retryOn: ['4xx'] };
    const answers = [200, 404, 409, 503].map(async (status) =>
      bench.call({ url: `${bench.url}/${status}`, ...rules }),
    );
    expect(await Promise.all(answers)).toMatchObject([
      { status: 'failed', retryable: false },
      { output: { status: 404 } },
      { status: 'failed', retryable: true },
      { output: { status: 503 } },
    ]);
  });
});

describe('a body', () => {
  it('beyond maxBytes fails the step, and is not read to its end', async () => {
    let sent = 0;
    await using bench = await startBench((_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
      };
      response.on('drain', send);
      send();
    });
    expect(await bench.call({ url: bench.url, maxBytes: 1_000 })).toMatchObject({
      retryable: false,
      failure: { code: 'OUTPUT_TOO_LARGE', message: expect.stringContaining('1000') },
    });
    await until(() => bench.server.connections.open === 0);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  it('that is a compressed bomb fails the step', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    await using bench = await startBench((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await bench.call({ url: bench.url })).toMatchObject({ failure: { code: 'OUTPUT_TOO_LARGE' } });
  });

  it.each([
    ['is not the JSON that it says', { 'content-type': 'application/json' }, '<html>'],
    ['is not the gzip that it says', { 'content-encoding': 'gzip' }, 'text'],
    ['has an encoding that nobody asked for', { 'content-encoding': 'zstd' }, 'text'],
  ])('that %s fails the step', async (_, headers, text) => {
    await using bench = await startBench((_request, response) => response.writeHead(200, headers).end(text));
    expect(await bench.call({ url: bench.url })).toMatchObject({
      retryable: false,
      failure: { code: 'HTTP_BODY_INVALID' },
    });
  });

  it('that breaks off is left to the retries of its step', async () => {
    await using bench = await startBench((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('text');
      setImmediate(() => response.destroy());
    });
    expect(await bench.call({ url: bench.url })).toMatchObject({
      retryable: true,
      failure: { code: 'HTTP_CONNECTION_FAILED' },
    });
    expect(bench.server.seen).toHaveLength(1);
  });
});

describe('a redirect', () => {
  it('is followed, a POST as a GET where it has to be, and the output says where it ended', async () => {
    await using bench = await startBench((request, response) => {
      if (request.url === '/orders') response.writeHead(303, { location: '/orders/7' }).end('see there');
      else response.end('order 7');
    });
    const outcome = await bench.call({ url: `${bench.url}/orders`, method: 'POST', body: { n: 1 } });
    expect(outcome).toMatchObject({ output: { status: 200, url: `${bench.url}/orders/7`, body: 'order 7' } });
    expect(bench.server.seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"n":1}'],
      ['GET', ''],
    ]);
    expect(bench.server.seen[1]?.headers).not.toHaveProperty('content-type');
  });

  it('to another origin leaves credentials behind', async () => {
    await using other = await startServer((_, response) => response.end('other'));
    await using bench = await startBench((_, response) =>
      response.writeHead(307, { location: other.url }).end(),
    );
    await using caller = createCaller([`127.0.0.1:${bench.server.port}`, `127.0.0.1:${other.port}`]);
    const credentials = { Authorization: 'Bearer x', cookie: 'a=1', 'X-Api-Key': 'k' };
    const headers = { ...credentials, accept: 'text/plain' };
    await caller.call({ url: bench.url, method: 'PUT', headers, body: 'text' });
    expect(bench.server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'x-api-key': 'k' });
    expect(other.seen[0]).toMatchObject({ method: 'PUT', body: 'text', headers: { accept: 'text/plain' } });
    for (const name of Object.keys(credentials)) {
      expect(other.seen[0]?.headers).not.toHaveProperty(name.toLowerCase());
    }
  });

  it('without end is given up', async () => {
    await using bench = await startBench((_, response) => response.writeHead(302, { location: '/' }).end());
    expect(await bench.call({ url: bench.url })).toMatchObject({
      retryable: false,
      failure: { code: 'HTTP_REDIRECTS_TOO_MANY' },
    });
    expect(bench.server.seen).toHaveLength(6);
  });

  it('is a status like any other for those who follow none', async () => {
    await using bench = await startBench((_, response) => response.writeHead(302, { location: '/' }).end());
    const input = { url: bench.url, followRedirects: false };
    expect(await bench.call(input)).toMatchObject({ failure: { code: 'HTTP_STATUS_UNEXPECTED' } });
    expect(await bench.call({ ...input, acceptStatus: ['3xx'] })).toMatchObject({
      output: { status: 302, headers: { location: '/' } },
    });
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createMemoryApi } from '../testing/memory-api.ts';

let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  app = createMemoryApi();
  port = await listen(app);
});
afterAll(() => app.close());

/** Resolves with the port. */
const listen = async (one: FastifyInstance): Promise<number> =>
  Number(new URL(await one.listen({ host: '127.0.0.1', port: 0 })).port);

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly code?: string; readonly status?: number };
}

/** Sends bytes as they are, and reads all that comes back until the connection ends. */
async function send(...parts: readonly (string | Buffer)[]): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  const answer = text(socket);
  for (const part of parts) socket.write(part);
  return parseAnswer(await answer);
}

function parseAnswer(raw: string): Answer {
  const [head = '', body = ''] = raw.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((one) => {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(one) ?? [];
      return [name.toLowerCase(), value];
    }),
  );
  return { status: Number(line.split(' ')[1]), headers, body: body === '' ? {} : JSON.parse(body) };
}

const request = (line: string, ...headers: readonly string[]): string =>
  [`${line} HTTP/1.1`, 'Host: localhost', ...headers, 'Connection: close', '', ''].join('\r\n');

function expectProblem(answer: Answer, status: number, code: string): void {
  const { status: got, headers, body } = answer;
  expect({ status: got, code: body.code }).toEqual({ status, code });
  expect(body.status).toBe(status);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
}

describe('every refusal is a problem document with a code:', () => {
  it.each<[string, string, number, string]>([
    ['a path that cannot be decoded', request('GET /v1/runs/%'), 400, 'PATH_MALFORMED'],
    ['an id that is too long', request(`GET /v1/runs/${'x'.repeat(300)}`), 414, 'PATH_TOO_LONG'],
    ['a method that HTTP does not know', request('TRACK /v1/runs'), 400, 'REQUEST_MALFORMED'],
    ['a method that the path does not take', request('PROPFIND /v1/runs'), 405, 'METHOD_NOT_ALLOWED'],
    ['a method that no path takes', request('SEARCH /nothing'), 404, 'ROUTE_UNKNOWN'],
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    ['no Host', 'GET /v1/runs HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'HOST_MISSING'],
    ['a tunnel', 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
    ['headers that are too large', request('GET /', `X: ${'x'.repeat(100_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['a path that is too large', request(`GET /${'x'.repeat(100_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['an unknown expectation', request('POST /v1/runs', 'Expect: magic'), 417, 'EXPECTATION_UNKNOWN'],
    [
      'two lengths',
      request('POST /v1/runs', 'Content-Length: 1', 'Content-Length: 2'),
      400,
      'REQUEST_MALFORMED',
    ],
    ['a foreign name', request('GET /v1/runs').replace('localhost', 'evil.example'), 421, 'HOST_NOT_ALLOWED'],
    [
      'a foreign name and a path that cannot be decoded',
      request('GET /v1/%').replace('localhost', 'evil.example'),
      421,
      'HOST_NOT_ALLOWED',
    ],
    ['a page elsewhere', request('GET /v1/runs', 'Origin: https://evil.example'), 403, 'ORIGIN_NOT_ALLOWED'],
    [
      'a form of a page elsewhere',
      request('POST /v1/breakers/x/open', 'Content-Type: text/plain', 'Sec-Fetch-Site: cross-site'),
      403,
      'ORIGIN_NOT_ALLOWED',
    ],
    ['a POST without a type', request('POST /v1/breakers/x/open'), 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [
      'a POST of a form’s type',
      request('POST /v1/breakers/x/open', 'Content-Type: text/plain', 'Content-Length: 0'),
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
  ])('%s', async (_, bytes, status, code) => expectProblem(await send(bytes), status, code));

  it.each([
    ['DELETE', '/v1/runs', 'GET, HEAD, POST'],
    ['PUT', '/v1/runs/r0-000000000aaaaaaaaaaaa', 'DELETE, GET, HEAD'],
    ['GET', '/v1/runs/r0-000000000aaaaaaaaaaaa/cancel', 'POST'],
    ['OPTIONS', '/health', 'GET, HEAD'],
    ['HEAD', '/v1/feed', 'GET'],
  ])('%s %s, with what the path takes', async (method, path, allowed) => {
    const answer = await send(request(`${method} ${path}`));
    if (method === 'HEAD') expect(answer.status).toBe(405);
    else expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.allow).toBe(allowed);
  });
});

describe('a body that is refused before its end', () => {
  it.each([
    ['too long by its own account', 'application/json', 413, 'BODY_TOO_LARGE'],
    ['of a type that is not read', 'application/zip', 415, 'MEDIA_TYPE_UNSUPPORTED'],
  ])('is read on, so that its sender gets the answer: %s', async (_, type, status, code) => {
    const half = Buffer.alloc(8 * 1024 * 1024, '[');
    const head = request('POST /v1/workflows', `Content-Type: ${type}`, `Content-Length: ${2 * half.length}`);
    expectProblem(await send(head, half, half), status, code);
  });

  it('is answered before it was sent, and read on, so that the connection does not break', async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const closed = once(socket, 'close');
    const half = Buffer.alloc(8 * 1024 * 1024, '[');
    socket.write(
      request('POST /v1/workflows', 'Content-Type: application/json', `Content-Length: ${2 * half.length}`),
    );
    socket.write(half);
    let raw = '';
    socket.on('data', (chunk) => {
      raw += chunk;
    });
    await once(socket, 'end');
    expectProblem(parseAnswer(raw), 413, 'BODY_TOO_LARGE');
    expect(raw).toMatch(/A body has at most \d+ bytes here\. Send less/);
    socket.end(half);
    expect(await closed).toEqual([false]);
    expect(socket.bytesWritten).toBeGreaterThan(2 * half.length);
  });

  it('is read to its end if it is sent in chunks', async () => {
    const chunk = `${(1024 * 1024).toString(16)}\r\n${'['.repeat(1024 * 1024)}\r\n`;
    const head = request(
      'POST /v1/workflows',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    );
    const answer = await send(head, ...Array.from({ length: 8 }, () => chunk), '0\r\n\r\n');
    expectProblem(answer, 413, 'BODY_TOO_LARGE');
  });

  it('is cut if it does not end', async () => {
    const head = request(
      'POST /v1/workflows',
      'Content-Type: application/json',
      `Content-Length: ${2 ** 40}`,
    );
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume().write(head);
    const chunk = Buffer.alloc(1024 * 1024, '[');
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
    await closed;
    expect(socket.bytesWritten).toBeLessThan(2 ** 30);
  });
});

it('a dispatcher that ends refuses what still comes over an open connection with a problem and Retry-After', async () => {
  const ending = createMemoryApi();
  const { promise: isClosing, resolve: tellClosing } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<void>();
  ending.addHook('preClose', async () => tellClosing());
  ending.get('/slow', async () => {
    await mayEnd;
    return {};
  });
  const socket = connect(await listen(ending), '127.0.0.1');
  const answers = text(socket);
  const open = (line: string) => request(line).replace('Connection: close', 'Connection: keep-alive');
  const begun = new Promise((resolve) => ending.server.once('request', resolve));
  socket.write(open('GET /slow'));
  await begun;
  const closed = ending.close();
  await isClosing;
  const arrived = new Promise((resolve) => ending.server.once('request', resolve));
  socket.write(open('GET /v1/runs'));
  await arrived;
  letEnd();
  const all = await answers;
  const refused = parseAnswer(all.slice(all.lastIndexOf('HTTP/1.1 ')));
  expectProblem(refused, 503, 'DRAINING');
  expect(refused.headers['retry-after']).toBe('1');
  await closed;
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FetchHandler } from '../options.ts';
import { toNodeHandler } from './to-node-handler.ts';

/** Handlers by the first word of the path. */
const HANDLERS: Readonly<Record<string, FetchHandler>> = {
  cookies: async () =>
    new Response(null, {
      status: 204,
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    }),
  echo: async (request) => new Response(`${request.method} ${request.url} ${await request.text()}`),
  refuses: async (request) => {
    await request.body?.getReader().cancel();
    return new Response('too much', { status: 413 });
  },
  breaks: async () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.error(new Error('broken'));
        },
      }),
    ),
};

describe('toNodeHandler', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    const handler = toNodeHandler((request) => {
      const [, word = ''] = new URL(request.url).pathname.split('/');
      return HANDLERS[word]?.(request) ?? Promise.resolve(new Response('nothing', { status: 404 }));
    });
    server = createServer((request, response) => void handler(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    port = address.port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);

  /** The first line of the answer to a request that `fetch` would not send. */
  async function askRaw(lines: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.end([...lines, 'Connection: close', '', ''].join('\r\n'));
    let text = '';
    for await (const chunk of socket) text += chunk;
    return text.split('\r\n')[0] ?? '';
  }

  test('hands on method, address, body, status and every cookie', async () => {
    const echoed = await ask('/echo/a?b=c', { method: 'POST', body: 'x'.repeat(100_000) });
    expect(await echoed.text()).toBe(`POST http://127.0.0.1:${port}/echo/a?b=c ${'x'.repeat(100_000)}`);
    const cookies = await ask('/cookies');
    expect(cookies.status).toBe(204);
    expect(cookies.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test.each([
    [['TRACE /echo HTTP/1.1', 'Host: a'], 400],
    [['OPTIONS * HTTP/1.1', 'Host: a'], 404],
    [['GET //evil.example/echo HTTP/1.1', 'Host: a'], 404],
    [['GET /nothing HTTP/1.1', 'Host: a b'], 404],
    [['GET /nothing HTTP/1.0'], 404],
  ])('answers %j', async (lines, status) => {
    expect(await askRaw(lines)).toContain(` ${status} `);
  });

  test('answers a request of which it reads no more, also if nobody has said how long it is', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    const refused = await ask('/refuses', init);
    expect([refused.status, await refused.text()]).toEqual([413, 'too much']);
  });

  test('reads on after it has refused a body, so that its sender gets the answer and no broken connection', async () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const ended = once(socket, 'close');
    const part = Buffer.alloc(1024 * 1024, 'x');
    const head = ['POST /refuses HTTP/1.1', 'Host: a', `Content-Length: ${4 * part.length}`, '', ''];
    socket.write(head.join('\r\n'));
    socket.write(part);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await once(socket, 'end');
    expect(text).toContain(' 413 ');
    expect(text).toContain('too much');
    for (let parts = 0; parts < 3; parts++) socket.write(part);
    socket.end();
    expect(await ended).toEqual([false]);
    expect(socket.bytesWritten).toBeGreaterThan(4 * part.length);
  });

  test('cuts off the answer of a handler whose body breaks, and goes on', async () => {
    await expect(ask('/breaks').then((response) => response.text())).rejects.toThrow();
    expect((await ask('/nothing')).status).toBe(404);
  });
});

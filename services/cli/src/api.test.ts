import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Api } from './api.ts';
import { UnreachableError } from './exit-codes.ts';

let servers: readonly Server[];
let urls: readonly string[];
let asked: string[];

/** The first one takes what it is sent, and dies without an answer. */
beforeEach(async () => {
  asked = [];
  servers = [0, 1].map((n) =>
    createServer((request, response) => {
      asked.push(`${n} ${request.method}`);
      if (n === 0) response.destroy();
      else response.end('{}');
    }),
  );
  await Promise.all(
    servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );
  urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

it('sends what may have arrived to the next address only if it is harmless twice', async () => {
  await expect(new Api(urls).post('/v1/x', {})).rejects.toThrow(UnreachableError);
  expect(asked).toEqual(['0 POST']);
  await new Api(urls).post('/v1/x', {}, { 'idempotency-key': 'k' });
  await new Api(urls).get('/v1/x');
  await new Api(urls).put('/v1/x', {});
  await new Api(urls).tell('/v1/x/cancel');
  const twice = ['POST', 'GET', 'PUT', 'POST'].flatMap((method) => [`0 ${method}`, `1 ${method}`]);
  expect(asked.slice(1)).toEqual(twice);
});

it('asks the next one when one ends, and tells what one refuses', async () => {
  const [ending, other] = servers;
  const answer = (server: Server | undefined, status: number) => {
    server?.removeAllListeners('request').on('request', (request, response) => {
      asked.push(`${server === ending ? 0 : 1} ${request.method}`);
      response.writeHead(status).end(JSON.stringify({ status, code: 'X', detail: 'x' }));
    });
  };
  answer(ending, 503);
  await new Api(urls).get('/v1/x');
  answer(other, 404);
  await expect(new Api(urls).get('/v1/x')).rejects.toMatchObject({ problem: { status: 404 } });
  expect(await new Api(urls).getAny('/v1/x', [503])).toMatchObject({ code: 'X' });
  expect(asked).toEqual(['0 GET', '1 GET', '0 GET', '1 GET', '0 GET']);
});

it('sends what cannot have arrived to the next address, whatever it is', async () => {
  await new Promise((resolve) => servers[0]?.close(resolve));
  expect(await new Api(urls).post('/v1/x', {})).toEqual({});
  expect(asked).toEqual(['1 POST']);
});

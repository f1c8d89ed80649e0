import { once } from 'node:events';
import { Agent, request as ask, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { until } from '@ag06/test-support';
import { afterEach, expect, test } from '@jest/globals';
import { discardBody } from './discard-body.ts';

let stop = async (): Promise<void> => {};
afterEach(() => stop());

async function startServer(answer: (request: IncomingMessage) => void): Promise<number> {
  const server = createServer((request, response) => {
    answer(request);
    response.writeHead(413).end();
  });
  stop = async () => {
    server.closeAllConnections();
    await new Promise((ended) => server.close(ended));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('requests that are refused one after the other leave their connection as it was, though each is discarded twice', async () => {
  const sockets = new Set<Socket>();
  const port = await startServer((request) => {
    sockets.add(request.socket);
    discardBody(request);
    discardBody(request);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; n < 20; n++) {
    const request = ask({ port, agent, method: 'POST', headers: { 'content-length': 300_000 } });
    request.end('x'.repeat(300_000));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    await once(response.resume(), 'end');
  }
  const [socket] = sockets;
  await until(() => socket !== undefined && !Object.hasOwn(socket, 'destroySoon'));
  expect(sockets.size).toBe(1);
  agent.destroy();
});

test('a body that somebody has begun to read is read on to its end', async () => {
  const { promise: begun, resolve } = Promise.withResolvers<IncomingMessage>();
  const port = await startServer((request) => {
    request.on('readable', () => {});
    discardBody(request);
    resolve(request);
  });
  const sender = ask({ port, method: 'POST', headers: { 'content-length': 3_000_000 } });
  sender.end('x'.repeat(3_000_000));
  const [response] = (await once(sender, 'response')) as [IncomingMessage];
  const request = await begun;
  if (!request.readableEnded) await once(request, 'end');
  expect(request.complete).toBe(true);
  await once(response.resume(), 'end');
});

test('nothing waits for a sender that has gone', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<IncomingMessage>();
  const port = await startServer((request) => request.socket.once('close', () => resolve(request)));
  const sender = ask({ port, method: 'POST', headers: { 'content-length': 10 } });
  sender.on('error', () => {});
  sender.write('x');
  sender.once('response', () => sender.destroy());
  const request = await gone;
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  discardBody(request);
  expect(timers()).toBe(before);
  expect(Object.hasOwn(request.socket, 'destroySoon')).toBe(false);
});

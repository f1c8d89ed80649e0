import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CorkedRedis } from './corked-redis.ts';

let server: Server;
let redis: CorkedRedis;
let chunks: string[];

/** Answers every command with OK, and keeps what came in one piece together. */
beforeEach(async () => {
  chunks = [];
  server = createServer((socket: Socket) => {
    socket.on('data', (data) => {
      chunks.push(String(data));
      socket.write('+OK\r\n'.repeat(String(data).split('*').length - 1));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  redis = new CorkedRedis({ host: '127.0.0.1', port, enableReadyCheck: false, disableClientInfo: true });
  await once(redis, 'ready');
  await redis.set('first', '1');
  chunks = [];
});

afterEach(() => {
  redis.disconnect();
  server.close();
});

it('a corked connection sends the commands of one turn, and of the promises that it settles, in one write', async () => {
  const later = Promise.resolve().then(() => redis.set('b', '2'));
  const last = Promise.resolve()
    .then(() => {})
    .then(() => redis.set('c', '3'));
  expect(await Promise.all([redis.set('a', '1'), later, last])).toEqual(['OK', 'OK', 'OK']);
  expect(chunks).toHaveLength(1);
});

it('a corked connection goes on after it was cut while a write was held back', async () => {
  const pending = redis.set('a', '1');
  redis.stream.destroy();
  expect(await pending).toBe('OK');
  expect(await redis.set('b', '2')).toBe('OK');
});

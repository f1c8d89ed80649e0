/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { RestedRedis } from './rested-redis.ts';

const LONG_MS = 1_000;

let server: Server;
let redis: RestedRedis;
let now: number;

/** Answers every command with OK. */
beforeEach(async () => {
  server = createServer((socket: Socket) => {
    socket.on('data', (data) => {
      socket.write('+OK\r\n'.repeat(String(data).split('*').length - 1));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  redis = new RestedRedis({ host: '127.0.0.1', port, enableReadyCheck: false, disableClientInfo: true });
  await once(redis, 'ready');
  await redis.set('first', '1');
});

afterEach(() => {
  jest.restoreAllMocks();
  redis.disconnect();
  server.close();
});

/** Sends two commands in one turn. Returns how many bytes were held back when both had been given to the connection. */
async function sendTwo(): Promise<number> {
  const sent = Promise.all([redis.set('a', '1'), redis.set('b', '2')]);
  const held = redis.stream.writableLength;
  await sent;
  return held;
}

it('a connection that has rested holds the commands of the next turn back until the turn ends', async () => {
  now += LONG_MS;
  expect(await sendTwo()).toBeGreaterThan(0);
});

it('a connection that has just sent something sends each command at once', async () => {
  now += LONG_MS;
  await sendTwo();
  expect(await sendTwo()).toBe(0);
});

/**
 * Its clock is not the true one.
 * @jest-environment node
 */
import { EventEmitter } from 'node:events';
import { afterEach, expect, it, jest } from '@jest/globals';
import type { RedisClient } from '../redis-client.ts';
import { reachRedis } from './reach-redis.ts';

afterEach(() => {
  jest.useRealTimers();
});

it('a Redis that does not answer is waited for with a word every 3 s, and with the reason once there is one', async () => {
  jest.useFakeTimers();
  const silent = Object.assign(new EventEmitter(), { ping: () => new Promise<string>(() => {}) });
  const said: string[] = [];
  const reached = reachRedis(silent as unknown as RedisClient, {
    say: (line) => said.push(line),
    withinMs: 7_000,
  });
  jest.advanceTimersByTime(3_000);
  silent.emit('error', new Error('connect ECONNREFUSED'));
  jest.advanceTimersByTime(4_000);
  expect(await reached).toMatchObject({
    code: 'BROKER_UNREACHABLE',
    found: 'the broker does not answer (connect ECONNREFUSED)',
  });
  expect(said).toEqual([
    'waiting for the broker for 3 s',
    'waiting for the broker for 6 s (connect ECONNREFUSED)',
  ]);
});

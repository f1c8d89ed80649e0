/**
 * Modules are evaluated twice here.
 * @jest-environment node
 */
import { createRequire } from 'node:module';
import { afterEach, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisOfJobs } from './redis-of-jobs.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const opened: { disconnect(): void }[] = [];

afterEach(() => {
  for (const client of opened.splice(0)) client.disconnect();
});

it('a connection of another copy of ioredis is used as it is, and stays open', () => {
  jest.resetModules();
  const copy: { Redis: typeof Redis } = createRequire(import.meta.url)('ioredis');
  const theirs = new copy.Redis({ lazyConnect: true });
  opened.push(theirs);
  expect(theirs).not.toBeInstanceOf(Redis);
  const redis = new RedisOfJobs(theirs);
  const used = redis.use(log);
  opened.push(used);
  expect(used === theirs).toBe(true);
  redis.close();
  expect(theirs.status).toBe('wait');
});

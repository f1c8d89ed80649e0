import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { globalKeys } from './keys.ts';
import { RedisWorkflowStore } from './redis-workflow-store.ts';

let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

it('RedisWorkflowStore knows of versions that an older program saved only when the latest was', async () => {
  const keys = globalKeys();
  const store = new RedisWorkflowStore(redis, keys);
  await redis.hset(keys.workflow('default', 'w'), { 'v:1': '{}', 'v:2': '{}', latest: '2', savedAt: '7' });
  expect(await store.listVersions('default', 'w')).toEqual([
    { version: '1', savedAt: undefined },
    { version: '2', savedAt: 7 },
  ]);
  await store.saveWorkflow('default', { name: 'w', version: '3', definition: '{}' });
  const [, two, three] = await store.listVersions('default', 'w');
  expect(two?.savedAt).toBeUndefined();
  expect(three?.savedAt).toBeGreaterThan(7);
});

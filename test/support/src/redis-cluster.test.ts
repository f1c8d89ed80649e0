import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { isGone } from './is-gone.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
}, 60_000);
afterAll(() => cluster.stop());

it('a test Cluster has three primaries and a replica of each', async () => {
  expect(cluster.nodes).toHaveLength(6);
  expect(await cluster.findPrimaries()).toHaveLength(3);
});

it('a test Cluster replaces a killed primary by its replica, keeps its data, and takes the dead one back', async () => {
  const [first] = cluster.nodes;
  const client = new Cluster([{ host: '127.0.0.1', port: first?.port ?? 0 }]);
  client.on('error', () => {});
  const { port } = await cluster.findPrimaryOf('{a}key');
  const primary = new Redis(port, '127.0.0.1');
  await primary.set('{a}key', 'value');
  // Its replica has it, too: what a primary has acknowledged alone dies with it.
  expect(await primary.wait(1, 30_000)).toBe(1);
  primary.disconnect();
  const { killed } = await cluster.killPrimaryOf('{a}key');
  expect(await cluster.findPrimaryOf('{a}key')).not.toBe(killed);
  expect(await client.get('{a}key')).toBe('value');
  await killed.restart();
  await cluster.untilWhole();
  client.disconnect();
}, 60_000);

it('a test Cluster that stopped leaves nothing running', async () => {
  const pids = cluster.nodes.map(({ pid }) => pid);
  await cluster.stop();
  expect(pids.every(isGone)).toBe(true);
});

import { type FeedEvent, type Store, startOfTime } from '@ag06/store';
import { COMPLETED, describeStore, grantOf, Player } from '@ag06/store/conformance';
import { type RedisCluster, startRedisCluster, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Cluster } from 'ioredis';
import { partitionKeys } from './keys.ts';
import { createRedisStore } from './redis-store.ts';
import { partitionOf } from './run-id.ts';

const PARTITIONS = 3;

let cluster: RedisCluster;
let redis: Cluster;
let store: Store;

beforeAll(async () => {
  cluster = await startRedisCluster();
  const nodes = cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
  redis = new Cluster(nodes, { maxRedirections: 1_000, redisOptions: { maxRetriesPerRequest: null } });
  redis.on('error', () => {});
  store = createRedisStore({ redis, partitions: PARTITIONS });
  await store.checkSchema();
}, 60_000);

afterAll(async () => {
  await store.close();
  redis.disconnect();
  await cluster.stop();
});

describeStore('the store on a Redis Cluster in three partitions', async () => ({
  store,
  stop: () => Promise.resolve(),
}));

/** A run in this partition, from its submission to its end. */
async function play(partition: number): Promise<Player> {
  const isThere = (runId: string) => partitionOf(runId, PARTITIONS) === partition;
  const runId = await until(() => [store.runs.createRunId('default', undefined)].find(isThere), {
    everyMs: 0,
  });
  const player = new Player(store, runId);
  await player.submit();
  await player.complete(grantOf(await player.claim('a')), { end: COMPLETED });
  return player;
}

const wholeLog = ['run.accepted', 'run.started', 'step.scheduled a', 'step.started a', 'step.completed a'];

it('the store on a Cluster spreads its partitions over the nodes', async () => {
  const owners = await Promise.all([0, 1, 2].map((i) => cluster.findPrimaryOf(partitionKeys(i).index)));
  expect(new Set(owners).size).toBeGreaterThan(1);
});

it('the store on a Cluster goes on when every node has lost the library', async () => {
  await Promise.all(redis.nodes('master').map((node) => node.call('FUNCTION', 'FLUSH')));
  const players = await Promise.all([0, 1, 2].map(play));
  for (const player of players) expect(await player.types()).toEqual([...wholeLog, 'run.completed']);
});

const placeOf = ({ runId, event }: FeedEvent) => `${runId} ${event.seq}`;

it('the store on a Cluster announces ends and events of all partitions, even after a primary was killed and replaced', async () => {
  const told: string[] = [];
  let settled = 0;
  const tail = await store.feed.tailFeed('default', (events, settledAt) => {
    told.push(...events.map(placeOf));
    settled = settledAt;
  });
  const ended = new Set<string>();
  await store.runs.watchEnds('ended', (runId) => void ended.add(runId));
  const before = await Promise.all([0, 1, 2].map(play));
  await until(() => before.every(({ runId }) => ended.has(runId)));

  const [, during, { killed }] = await Promise.all([
    store.fleet.loadEpoch(),
    Promise.all([0, 1, 2, 0, 1, 2].map(play)),
    cluster.killPrimaryOf(partitionKeys(0).index),
  ]);
  for (const player of during) expect(await player.types()).toEqual([...wholeLog, 'run.completed']);
  // What ended while the connection moved over may have been said to nobody.
  const later: Player[] = [];
  const isToldAgain = async () => {
    later.push(await play(0));
    return later.some(({ runId }) => ended.has(runId));
  };
  await until(isToldAgain, { everyMs: 200, message: 'word of an end from the new primary' });

  // Who follows the feed misses nothing that the Cluster has kept, and is told nothing twice.
  const last = await store.runs.now();
  await until(() => settled > last, { timeoutMs: 20_000 });
  const kept: string[] = [];
  for await (const page of store.feed.readFeed('default', startOfTime(tail.from), settled)) {
    kept.push(...page.map(placeOf));
  }
  expect(new Set(told).size).toBe(told.length);
  expect(told).toEqual(expect.arrayContaining(kept));
  await tail.stop();

  await killed.restart();
  await cluster.untilWhole();
}, 60_000);

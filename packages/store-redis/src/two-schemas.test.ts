import type { RunStore, Store } from '@ag06/store';
import { describeEquivalence } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { partitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { RedisRunStore } from './redis-run-store.ts';
import { createRedisStore } from './redis-store.ts';
import { Subscriptions } from './subscriptions.ts';
import { withLibraryBeforeParks } from './testing/library-before-parks.ts';
import { storesInTurn } from './testing/stores-in-turn.ts';

/** A process that believes the store to be of this version, however it is. */
const writing = (version: number, redis: RedisClient): RunStore =>
  new RedisRunStore(redis, [partitionKeys(0)], {
    watchdogMs: 20_000,
    schema: { version },
    subscriptions: new Subscriptions(redis),
  });

const createMixed = (mix: (redis: Redis, store: Store) => Promise<Store>) => async () => {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const own = createRedisStore({ redis });
  await own.checkSchema();
  return {
    store: await mix(redis, own),
    stop: async () => {
      await own.close();
      redis.disconnect();
      await server.stop();
    },
  };
};

describeEquivalence(
  'two processes in turn, of which one still writes version 1 of the schema and one version 2',
  createMixed(async (redis, own) => storesInTurn(own, writing(1, redis))),
);

describeEquivalence(
  'a process of the release before and one of this in turn, in version 1 of the schema',
  createMixed(async (redis, own) => {
    const before = writing(1, await withLibraryBeforeParks(redis));
    return storesInTurn({ ...own, runs: writing(1, redis) }, before);
  }),
  { isExact: false },
);

import type { Store } from '@ag06/store';
import { describeEquivalence } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';
import { withLibraryBeforeParks } from './testing/library-before-parks.ts';
import { storeOfVersion } from './testing/store-of-version.ts';
import { storesInTurn } from './testing/stores-in-turn.ts';

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
  createMixed(async (redis, own) => storesInTurn(own, storeOfVersion(1, redis))),
);

describeEquivalence(
  'a process of the release before and one of this in turn, in version 1 of the schema',
  createMixed(async (redis, own) => {
    const before = storeOfVersion(1, await withLibraryBeforeParks(redis));
    return storesInTurn({ ...own, runs: storeOfVersion(1, redis) }, before);
  }),
  { isExact: false },
);

import { createRedisStore } from '@ag06/store-redis';
import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import type { MovedStore } from './schedule-play.ts';

const CLOCK = 'test:clock';

/** Has the scripts of the store read a key of the test where they read the server's clock. */
const moved = (script: string): string =>
  script.replaceAll(
    /(redis\.)?call\('TIME'\)/g,
    `(function() local at = tonumber(redis.call('GET', '${CLOCK}')) return { math.floor(at / 1000), at % 1000 * 1000 } end)()`,
  );

/** A store on a Redis of its own. */
export async function startMovedRedis(): Promise<MovedStore & AsyncDisposable> {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const plain = { eval: redis.eval.bind(redis), call: redis.call.bind(redis) };
  let now = Date.now();
  Object.assign(redis, {
    eval: (script: string, ...more: [number]) => plain.eval(moved(script), ...more),
    call: (...command: [string, ...string[]]) => plain.call(...(command.map(moved) as typeof command)),
    time: async () => [Math.floor(now / 1000), (now % 1000) * 1000],
  });
  const store = createRedisStore({ redis });
  await redis.set(CLOCK, now);
  await store.checkSchema();
  return {
    store,
    async moveTo(moment) {
      now = moment;
      await redis.set(CLOCK, moment);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      redis.disconnect();
      await server.stop();
    },
  };
}

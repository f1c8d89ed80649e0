import { startRedis, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

it('Who watches documents is told when the connection for word of them is lost, hears again soon, and is told nothing once it stopped', async () => {
  const server = await startRedis({ appendonly: false });
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  try {
    const heard: string[] = [];
    const lost = { one: 0, other: 0 };
    const { shared } = store;
    await shared.watch(
      'pause',
      (name) => heard.push(name),
      () => lost.one++,
    );
    const unwatch = await shared.watch(
      'tuning',
      () => {},
      () => lost.other++,
    );
    await shared.swap('pause', 'first', 0, '{}');
    await until(() => heard.length === 1);
    expect(lost).toEqual({ one: 0, other: 0 });
    const cut = () => redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await cut();
    await until(() => lost.one === 1 && lost.other === 1);
    let version = 0;
    await until(async () => {
      if (await shared.swap('pause', 'second', version, '{}')) version++;
      return heard.includes('second');
    });
    await unwatch();
    await cut();
    await until(() => lost.one === 2);
    expect(lost.other).toBe(1);
  } finally {
    await store.close();
    redis.disconnect();
    await server.stop();
  }
});

import type { Store } from '@ag06/store';
import { awaiting, grantOf, Player, scheduled } from '@ag06/store/conformance';
import { startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

const MANY = 1_000;

describe('signals on Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;
  let store: Store;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    store = createRedisStore({ redis });
  });
  afterAll(async () => {
    await store.close();
    redis.disconnect();
    await server.stop();
  });

  const keyOf = ({ runId }: Player): string => `ag06:{p0}:run:${runId}`;
  const callsOf = async (command: string): Promise<number> =>
    Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await redis.info('commandstats'))?.[1] ?? 0);

  it('read the units that they name, and not all of their run', async () => {
    const player = new Player(store);
    const others = Array.from({ length: MANY }, (_, i) => scheduled(`s${i}`));
    await player.submit({ roots: [...others, awaiting('a', 'signal:go')] });
    await redis.config('RESETSTAT');
    expect(await player.signal('go')).toMatchObject({ evaluations: [{ unit: 'a' }] });
    expect(await player.signal('go')).toMatchObject({ result: 'applied', evaluations: [] });
    expect(await callsOf('hmget')).toBe(2);
    expect([await callsOf('hkeys'), await callsOf('hgetall')]).toEqual([0, 0]);
  });

  it('leave nothing of a message behind that a unit took, but its key', async () => {
    const player = new Player(store);
    await player.submit({ roots: [scheduled('b')] });
    await player.signal('go', { key: 'k' });
    const fields = async () =>
      (await redis.hkeys(keyOf(player))).filter((field) => /^[qy]/.test(field)).sort();
    expect(await fields()).toEqual(['q:go', 'q:go#0', 'qn', 'y:"k"']);
    await player.complete(grantOf(await player.claim('b')), { next: [awaiting('a', 'signal:go')] });
    expect(await player.unit('a')).toMatchObject({ status: 'ready' });
    expect(await fields()).toEqual(['q:go', 'qn', 'y:"k"']);
  });

  it('are refused for good by a run that knows as many keys as it may', async () => {
    const player = new Player(store);
    await player.submit({ roots: [awaiting('a', 'signal:go')] });
    await redis.hset(keyOf(player), 'qn', '0|0|10000');
    expect(await player.signal('go')).toEqual({ result: 'refused', reason: 'limit', status: 'running' });
  });

  it('leave a question whose record is broken out of the list of approvals, and show the others', async () => {
    const card = '{"ask":"?","choices":["yes"]}';
    const player = new Player(store);
    await player.submit({ roots: ['a', 'b'].map((unit) => awaiting(unit, 'signal:go', card)) });
    const asked = (await redis.hget(keyOf(player), 'a:a')) ?? '';
    await redis.hset(keyOf(player), 'a:a', asked.replace(card, '{"ask":7}'));
    const query = { tenant: 'default', workflow: undefined, signal: undefined, after: undefined, limit: 10 };
    const { approvals } = await store.runs.listApprovals(query);
    expect(approvals.map(({ unit }) => unit)).toEqual(['b']);
    await player.cancel();
    expect(await redis.zcard('ag06:{p0}:approvals')).toBe(0);
  });

  it('remove an entry of the list of approvals that a program of the release before left behind', async () => {
    const player = new Player(store);
    const list = () =>
      store.runs.listApprovals({
        tenant: 'default',
        workflow: undefined,
        signal: undefined,
        after: undefined,
        limit: 10,
      });
    await player.submit({ roots: [awaiting('a', 'signal:go', '{"ask":"?","choices":["yes"]}')] });
    const members = await redis.zrange('ag06:{p0}:approvals', '0', '-1');
    expect(members).toHaveLength(4);
    await player.signal('go');
    expect(await redis.zcard('ag06:{p0}:approvals')).toBe(0);
    await redis.zadd('ag06:{p0}:approvals', ...members.flatMap((member) => ['0', member]));
    expect(await list()).toEqual({ approvals: [], next: undefined });
    expect(await redis.zcard('ag06:{p0}:approvals')).toBe(3);
  });
});

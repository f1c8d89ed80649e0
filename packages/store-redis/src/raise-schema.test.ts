import { createMemoryStore, type Store } from '@ag06/store';
import {
  COMPLETED,
  evaluated,
  freshReason,
  grantOf,
  LanePlayer,
  movesOf,
  scheduled,
} from '@ag06/store/conformance';
import { startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { globalKeys, partitionKeys } from './keys.ts';
import { createRedisStore } from './redis-store.ts';
import { createLayout, Schema } from './schema.ts';
import { withLibraryBeforeParks } from './testing/library-before-parks.ts';
import { storeOfVersion } from './testing/store-of-version.ts';
import { storesInTurn } from './testing/stores-in-turn.ts';

const KEYS = partitionKeys(0);
const { schema: SCHEMA } = globalKeys();

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

type Player = LanePlayer;
const FAILURE = '{"code":"X","message":"x"}';

async function finish(player: Player, answer: Parameters<typeof grantOf>[0]): Promise<void> {
  await player.complete(grantOf(answer), { end: COMPLETED });
}

async function unblock(player: Player, store: Store, unit: string, reason: string): Promise<void> {
  const listed = await store.runs.listBlocked(reason, 10);
  const entry = listed.find((one) => one.runId === player.runId && one.unit === unit);
  await player.unblock(unit, reason, undefined, entry?.park);
}

/** Runs in every state: each comes to it, and, once the schema was raised, goes to its end. */
const SCENES: Readonly<Record<string, (player: Player, store: Store) => AsyncGenerator<undefined>>> = {
  async *scheduled(player) {
    await player.submit();
    yield;
    await finish(player, await player.claim('a'));
  },
  async *held(player) {
    const [held] = movesOf(await player.submit({ roots: [evaluated('a', 0)] })).evaluations;
    yield;
    const guard = { on: 'token', unit: 'a', token: held?.token ?? 0 } as const;
    const change = { to: 'open', opening: { mode: 'claim', reads: [] }, lost: false } as const;
    await finish(player, await player.commit({ guard, change }));
  },
  async *'ready in a paused run'(player) {
    await player.submit();
    const claimed = await player.claim('a');
    await player.byRun(['running'], { change: { to: 'paused' } });
    await player.complete(grantOf(claimed), { next: [scheduled('b', 1)] });
    yield;
    await player.byRun(['paused'], { change: { to: 'resumed' } });
    await finish(player, await player.claim('b'));
  },
  async *running(player) {
    await player.submit();
    const claimed = await player.claim('a');
    yield;
    await finish(player, claimed);
  },
  async *retrying(player) {
    await player.submit();
    const change = { to: 'retrying', error: FAILURE, delayMs: 0 } as const;
    await player.complete(grantOf(await player.claim('a')), { change });
    yield;
    await finish(player, await player.claim('a', { attempt: 2, dispatch: 2 }));
  },
  async *'blocked by a pause'(player) {
    await player.submit();
    await player.byRun(['running'], { change: { to: 'paused' } });
    await player.claim('a');
    yield;
    await player.byRun(['paused'], { change: { to: 'resumed' } });
    await finish(player, await player.claim('a', { dispatch: 2 }));
  },
  async *'blocked by a breaker'(player, store) {
    const reason = freshReason();
    await player.submit();
    await player.claim('a', { obstacle: reason });
    yield;
    await unblock(player, store, 'a', reason);
    await finish(player, await player.claim('a', { dispatch: 2 }));
  },
  async *'blocked by a limit, then by a breaker'(player, store) {
    const reason = freshReason();
    await player.submit();
    await player.claim('a', { obstacle: 'limit:tenant' });
    yield;
    await unblock(player, store, 'a', 'limit:tenant');
    await player.claim('a', { dispatch: 2, obstacle: reason });
    await unblock(player, store, 'a', reason);
    await finish(player, await player.claim('a', { dispatch: 3 }));
  },
  async *'lanes, one at work and one blocked before it took an item'(player) {
    await player.expand(3, 2);
    let lane = grantOf(await player.claim('f.0'));
    await player.claim('f.1', { obstacle: freshReason() });
    yield;
    for (let i = 0; i < 2; i++) lane = grantOf(await player.settle(lane));
    const [step] = movesOf(await player.settle(lane)).evaluations;
    const guard = { on: 'token', unit: 'f', token: step?.token ?? 0 } as const;
    const change = { to: 'collected', output: '[]', error: undefined } as const;
    await player.commit({ guard, change, end: COMPLETED });
  },
  async *'a lane blocked with its item'(player, store) {
    const reason = freshReason();
    await player.expand(1, 1);
    await player.change(grantOf(await player.claim('f.0')), { to: 'blocked', reason });
    yield;
    await unblock(player, store, 'f.0', reason);
    const lane = grantOf(await player.claim('f.0', { dispatch: 2 }));
    await player.settle(lane, { ends: true, status: 'failed' });
  },
  async *delayed(player) {
    await player.submit({ delayMs: 3_600_000 });
    yield;
    await player.byRun(['scheduled'], { change: { to: 'started' } });
    await finish(player, await player.claim('a'));
  },
  async *'cancelled while it is blocked'(player) {
    await player.submit({ roots: [scheduled('a'), scheduled('b')] });
    await player.claim('a', { obstacle: freshReason() });
    yield;
    await player.cancel();
  },
  async *ended(player) {
    await player.submit();
    await finish(player, await player.claim('a'));
    yield;
    await player.cancel();
  },
};

/** How a run ended, but for its times and its tokens. */
async function endOf(store: Store, player: Player): Promise<object> {
  const run = await store.runs.loadRun(player.runId);
  const units = [...(run?.units ?? [])].map(([name, { status, attempt, dispatch, lost }]) => {
    return { name, status, attempt, dispatch, lost };
  });
  return { status: run?.status, output: run?.output, units: units.sort(byName), types: await player.types() };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

async function expectedOf(scene: string): Promise<object> {
  const store = createMemoryStore();
  const player = new LanePlayer(store);
  for await (const _ of SCENES[scene]?.(player, store) ?? []);
  return endOf(store, player);
}

describe('a store of version 1 that is raised to 2', () => {
  it('goes on with runs in every state, though one process does not know of it yet', async () => {
    await redis.set(SCHEMA, 1);
    const own = createRedisStore({ redis });
    const before = { ...own, runs: storeOfVersion(1, await withLibraryBeforeParks(redis)) };
    const current = { store: before };
    // The players of one half meet the newer process first, those of the other the older one.
    const store: Store = {
      ...own,
      runs: new Proxy(own.runs, { get: (_, name) => memberOf(current.store, name) }),
    };
    const scenes = Object.keys(SCENES).flatMap((name) =>
      [0, 1].map((half) => ({ name, half, player: new LanePlayer(store) })),
    );
    const played = scenes.map(({ name, player }) => SCENES[name]?.(player, store));
    for (const scene of played) await scene?.next();
    const states = await Promise.all(scenes.map(({ player }) => redis.hgetall(KEYS.run(player.runId))));
    const words = new Set(states.flatMap((state) => Object.values(state).map((text) => text.split('|')[0])));
    for (const word of ['ready', 'scheduled', 'running', 'retrying', 'blocked'])
      expect(words).toContain(word);

    await createLayout(redis, undefined).raise();
    const newer = createRedisStore({ redis });
    await newer.checkSchema();
    const older = { ...newer, runs: storeOfVersion(1, redis) };
    for (const half of [0, 1]) {
      current.store = half === 0 ? storesInTurn(newer, older.runs) : storesInTurn(older, newer.runs);
      for (const [i, scene] of scenes.entries()) if (scene.half === half) await played[i]?.next();
    }
    for (const { name, player } of scenes) {
      expect({ name, ...(await endOf(newer, player)) }).toEqual({ name, ...(await expectedOf(name)) });
    }
    expect(await redis.exists(KEYS.blocked)).toBe(0);
    await own.close();
    await newer.close();
  }, 60_000);
});

function memberOf({ runs }: Store, name: string | symbol): unknown {
  const member: unknown = Reflect.get(runs, name, runs);
  return typeof member === 'function' ? member.bind(runs) : member;
}

describe('the version of the schema', () => {
  const parkOne = async () => {
    const store = createRedisStore({ redis });
    await store.checkSchema();
    const player = new LanePlayer(store);
    await player.submit();
    await player.claim('a', { obstacle: freshReason() });
    await store.close();
    return (await redis.hget(KEYS.run(player.runId), 's:a'))?.split('|')[0];
  };

  it('is the newest in an installation that is new, which keeps out programs that cannot read it', async () => {
    await redis.flushall();
    expect(await parkOne()).toBe('parked');
    expect(await redis.get(SCHEMA)).toBe('2');
  });

  it('is the oldest in an installation that exists and has forgotten it', async () => {
    await redis.del(SCHEMA);
    expect(await parkOne()).toBe('blocked');
    expect(await redis.get(SCHEMA)).toBe('1');
  });

  it('stays as it is in an installation that exists, until it is raised', async () => {
    await redis.set(SCHEMA, 1);
    expect(await parkOne()).toBe('blocked');
    await createLayout(redis, undefined).raise();
    expect(await parkOne()).toBe('parked');
  });

  it('is told by the layout of the store, which knows the newest', async () => {
    const { layout } = createRedisStore({ redis });
    expect(layout?.newest).toBe(2);
    await redis.set(SCHEMA, 1);
    expect(await layout?.isNewest()).toBe(false);
    await layout?.raise();
    expect(await layout?.isNewest()).toBe(true);
  });

  it('is never lowered, in the store or in a process that knows it', async () => {
    await redis.set(SCHEMA, 3);
    await createLayout(redis, undefined).raise();
    expect(await redis.get(SCHEMA)).toBe('3');
    const schema = new Schema(redis, undefined, 0);
    await until(() => schema.version === 2);
    await redis.set(SCHEMA, 1);
    const commands = async () =>
      Number(/cmdstat_get:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1]);
    const before = await commands();
    await until(async () => schema.version === 2 && (await commands()) > before + 1);
    expect(schema.version).toBe(2);
  });

  it('reaches a process that is at work', async () => {
    await redis.set(SCHEMA, 1);
    const schema = new Schema(redis, undefined, 0);
    await schema.open();
    expect(schema.version).toBe(1);
    await createLayout(redis, undefined).raise();
    await until(() => schema.version === 2);
  });
});

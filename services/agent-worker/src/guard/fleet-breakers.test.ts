import { type Backend, migrateBackend, openBackend } from '@ag06/backend';
import { type BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import { type Call, FleetBreakers, parseBreakerDocument, type Transition } from '@ag06/resilience';
import { createMemoryStore, type Store } from '@ag06/store';
import { type RedisServer, startPostgres, startRedis, tempDir, until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

const SETTINGS: BreakerSettings = { ...DEFAULT_BREAKER, openForMs: 300 };
const PROCESSES = 4;
const options = { onError: () => {} };

type Shared = Store['shared'];

let names = 0;
const started: FleetBreakers[] = [];
const transitions: Transition[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((breakers) => breakers.stop()));
  transitions.length = 0;
});

/** One process's part in the breakers of a fleet, as each of several would have it. */
async function join(store: Store, shared: Shared = store.shared): Promise<FleetBreakers> {
  const breakers = new FleetBreakers({
    shared,
    storeTime: () => store.runs.now(),
    id: `p${++names}`,
    listener: {
      onTransition: (_, transition) => transitions.push(transition),
      onRefused: () => {},
      onError: () => {},
    },
  });
  await breakers.start();
  started.push(breakers);
  return breakers;
}

const portsOf = (shared: Shared): Shared => ({
  load: (...args) => shared.load(...args),
  list: (...args) => shared.list(...args),
  swap: (...args) => shared.swap(...args),
  remove: (...args) => shared.remove(...args),
  watch: (...args) => shared.watch(...args),
});

/** Whoever has these documents learns of a change only when it is told. */
const withoutLists = (shared: Shared): Shared => ({ ...portsOf(shared), list: async () => [] });

async function succeedOnce(breakers: FleetBreakers, dependency: string): Promise<void> {
  const call = await breakers.enter(dependency, SETTINGS);
  if (call === undefined) throw new Error('The first call was refused.');
  breakers.succeed(call);
}

const failTimes = (breakers: FleetBreakers, call: Call, count: number) =>
  Promise.all(Array.from({ length: count }, () => breakers.fail(call)));

async function documentOf(store: Store, dependency: string) {
  const found = await store.shared.load('breaker', dependency);
  return found && parseBreakerDocument(found.text);
}

const stateOf = async (store: Store, dependency: string) => (await documentOf(store, dependency))?.state;

/** On a busy machine a failure may be told later than its caller waits for that. */
const untilFailedOnce = (store: Store, name: string) =>
  until(async () => (await stateOf(store, name))?.failures === 1, { message: 'the failure to be told' });

function describeBreakers(name: string, stores: () => readonly Store[]): void {
  describe(`the breakers of a fleet on ${name}`, () => {
    const joinAll = () =>
      Promise.all(Array.from({ length: PROCESSES }, (_, i) => join(stores()[i % stores().length] as Store)));

    it('let no more calls through to a dead service than failures open it, once one has failed', async () => {
      const fleet = await joinAll();
      let calls = 0;
      let refused = 0;
      const [first] = fleet;
      await first?.fail((await first.enter('dead', { ...SETTINGS, openForMs: 60_000 })) as Call);
      await untilFailedOnce(stores()[0] as Store, 'dead');
      // Who knew the dependency as healthy has to hear of it first.
      await until(() => fleet.every((breakers) => !breakers.isFree('dead')), { message: 'all to hear' });
      const callOne = async (breakers: FleetBreakers) => {
        const call = await breakers.enter('dead', { ...SETTINGS, openForMs: 60_000 });
        if (call === undefined) return void refused++;
        calls++;
        await new Promise((resolve) => setImmediate(resolve));
        await breakers.fail(call);
      };
      await Promise.all(
        fleet.flatMap((breakers) =>
          Array.from({ length: 10 }, async () => {
            for (let i = 0; i < 20; i++) await callOne(breakers);
          }),
        ),
      );
      expect({ calls, refused }).toEqual({ calls: 4, refused: PROCESSES * 200 - 4 });
    }, 60_000);

    it('are told to everybody when one opens, and when it closes, whoever does not look', async () => {
      const listsNothing = (store: Store) => join(store, withoutLists(store.shared));
      const fleet = await Promise.all(
        Array.from({ length: PROCESSES }, (_, i) => listsNothing(stores()[i % stores().length] as Store)),
      );
      const [first, ...others] = fleet;
      if (first === undefined) return;
      for (const breakers of fleet) await succeedOnce(breakers, 'heard');
      await until(() => fleet.every((breakers) => breakers.isFree('heard')), { message: 'all to be free' });
      const call = (await first.enter('heard', SETTINGS)) as Call;
      await failTimes(first, call, 5);
      await until(() => others.every((breakers) => !breakers.isFree('heard')), { message: 'all to hear' });
      const probe = await until(() => first.enter('heard', SETTINGS), { message: 'a probe' });
      first.succeed(probe as Call);
      await until(() => fleet.every((breakers) => breakers.isFree('heard')), {
        message: 'all to be free again',
      });
      expect(transitions.map(({ to }) => to)).toEqual(['open', 'half-open', 'closed']);
    });

    it('let exactly the probes through, whoever asks', async () => {
      const fleet = await joinAll();
      const settings = { ...SETTINGS, probes: 2 };
      for (const breakers of fleet) {
        await succeedOnce(breakers, 'probed');
        await breakers.enter('probed', settings);
      }
      const [first] = fleet;
      if (first === undefined) return;
      await failTimes(first, (await first.enter('probed', settings)) as Call, 5);
      await until(async () => {
        const state = await stateOf(stores()[0] as Store, 'probed');
        return state?.is === 'open' && state.until < Date.now();
      });
      const entered: { readonly breakers: FleetBreakers; readonly call: Call }[] = [];
      const askAll = () =>
        Promise.all(
          fleet.flatMap((breakers) =>
            Array.from({ length: 25 }, async () => {
              const call = await breakers.enter('probed', settings);
              if (call !== undefined) entered.push({ breakers, call });
            }),
          ),
        );
      // Where a busy machine answers nobody within half a second, nobody enters.
      await until(async () => (await askAll()) && entered.length > 0, { message: 'a probe' });
      await until(async () => (await askAll()) && entered.length > 1, { message: 'both probes' });
      await askAll();
      expect(entered).toHaveLength(2);
      for (const { breakers, call } of entered) breakers.succeed(call);
      await until(() => fleet.every((breakers) => breakers.isFree('probed')), { message: 'all to be free' });
    });

    it('let any number of first calls through at once, until one fails', async () => {
      const [a, b] = await joinAll();
      if (a === undefined || b === undefined) return;
      const calls = await Promise.all(
        [a, b].flatMap((one) => Array.from({ length: 50 }, () => one.enter('new', SETTINGS))),
      );
      expect(calls.filter((call) => call === undefined)).toEqual([]);
    });

    it('give those that wait what others give back', async () => {
      const [a, b] = await joinAll();
      if (a === undefined || b === undefined) return;
      await a.fail((await a.enter('given', SETTINGS)) as Call);
      await untilFailedOnce(stores()[0] as Store, 'given');
      const held: Call[] = [];
      // On a busy machine one may wait longer than half a second, and is refused.
      await until(async () => {
        const free = Array.from({ length: 4 - held.length }, () => a.enter('given', SETTINGS));
        for (const call of await Promise.all(free)) {
          if (call?.permit !== undefined) held.push(call);
          // The failure is in the store, and not told here yet.
          else if (call !== undefined) a.pass(call);
        }
        return held.length === 4;
      });
      let waiting: ReturnType<FleetBreakers['enter']> | undefined = b.enter('given', SETTINGS);
      a.pass(held[0] as Call);
      // Who waits longer than half a second is refused, and may ask again.
      await until(async () => {
        const call = await (waiting ?? b.enter('given', SETTINGS));
        waiting = undefined;
        if (call !== undefined && call.permit === undefined) b.pass(call);
        return call?.permit;
      });
      expect(await b.enter('given', SETTINGS)).toBeUndefined();
    });

    it('are known by failures that happened in several processes', async () => {
      const fleet = await joinAll();
      const [first] = fleet;
      if (first === undefined) return;
      await succeedOnce(first, 'spread');
      await until(() => first.isFree('spread'));
      for (const breakers of fleet) breakers.pass((await breakers.enter('spread', SETTINGS)) as Call);
      for (let i = 0; i < 5; i++) {
        const breakers = fleet[i % PROCESSES] as FleetBreakers;
        await breakers.fail((await breakers.enter('spread', SETTINGS)) as Call);
      }
      expect(await stateOf(stores()[0] as Store, 'spread')).toMatchObject({ is: 'open', failures: 5 });
    });

    it('begin no call of a dependency until its failure has been told', async () => {
      const [store] = stores();
      if (store === undefined) return;
      const breakers = await join(store);
      await succeedOnce(breakers, 'told');
      await until(() => breakers.isFree('told'));
      const failed = breakers.fail((await breakers.enter('told', SETTINGS)) as Call);
      expect(breakers.isFree('told')).toBe(false);
      const next = await breakers.enter('told', SETTINGS);
      expect((await stateOf(store, 'told'))?.failures).toBe(1);
      expect(next).toMatchObject({ permit: undefined });
      expect(await failed).toBe('counted');
    });

    it('open also for a process that nobody tells, at its next look', async () => {
      const [store] = stores();
      if (store === undefined) return;
      const deaf = await join(store, { ...portsOf(store.shared), watch: async () => async () => {} });
      const other = await join(store);
      await succeedOnce(deaf, 'unheard');
      await until(() => deaf.isFree('unheard'));
      await failTimes(other, (await other.enter('unheard', SETTINGS)) as Call, 5);
      await until(() => !deaf.isFree('unheard'), { message: 'it to be read' });
    });
  });
}

describeBreakers('the reference store', ((store) => () => [store])(createMemoryStore()));

describe('on servers', () => {
  const opened: Backend[] = [];
  const open = async (url: string, how: Parameters<typeof openBackend>[1] = options): Promise<Store> => {
    const backend = await openBackend(url, how);
    opened.push(backend);
    return backend.store;
  };
  const stores: Record<'redis' | 'postgres' | 'embedded', Store[]> = {
    redis: [],
    postgres: [],
    embedded: [],
  };
  let redis: RedisServer;
  const stops: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    // What it answers is not lost with it.
    redis = await startRedis({ args: ['--appendfsync', 'always'] });
    const postgres = await startPostgres();
    const folder = await tempDir('breakers');
    stops.push(
      () => redis.stop(),
      () => postgres.stop(),
      () => folder.remove(),
    );
    await migrateBackend(postgres.url, options.onError);
    stores.redis.push(await open(redis.url), await open(redis.url));
    stores.embedded.push(await open(`embedded:${folder.path}`, { ...options, isWholeFleet: true }));
    stores.postgres.push(await open(postgres.url), await open(postgres.url));
  }, 60_000);
  afterAll(async () => {
    await Promise.all(opened.map((backend) => backend.close()));
    await Promise.all(stops.map((stop) => stop()));
  });

  describeBreakers('Redis', () => stores.redis);
  describeBreakers('PostgreSQL', () => stores.postgres);
  describeBreakers('the embedded database', () => stores.embedded);

  it('a store that is away opens no breaker and holds up no call, and is told afterwards', async () => {
    const [store] = stores.redis;
    if (store === undefined) return;
    const breakers = await join(store);
    await succeedOnce(breakers, 'away');
    await until(() => breakers.isFree('away'));
    const call = (await breakers.enter('away', SETTINGS)) as Call;
    await redis.kill();
    for (let i = 0; i < 3; i++) expect(await breakers.enter('away', SETTINGS)).toBe(call);
    expect(await breakers.fail(call)).toBe('unknown');
    expect(await breakers.enter('away', SETTINGS)).toMatchObject({ permit: undefined });
    await redis.restart();
    await until(async () => (await stateOf(store, 'away'))?.failures === 1, {
      timeoutMs: 20_000,
      message: 'the failure to be told',
    });
    await until(() => breakers.isFree('away'), { message: 'it to be free' });
  }, 60_000);
});

import {
  type Cuttable,
  type PostgresServer,
  type RedisServer,
  startCuttable,
  startRedis,
  startRedisCluster,
  until,
} from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { SteadyLoad } from './steady-load.ts';
import { TestFleet } from './test-fleet.ts';

/** How long the store is away; `npm run cut-off` says 30 s. */
const AWAY_MS = Number(process.env.AG06_TEST_CUT_OFF_MS ?? 0);
const CALLERS = 8;
const CHAIN = {
  name: 'cut-off',
  steps: {
    a: { agent: 'core.sleep', with: { ms: 20 } },
    b: { agent: 'core.sleep', needs: ['a'], with: { ms: 20 } },
  },
};

type Server = RedisServer | PostgresServer;

/** A backend that can be cut off from the fleet. */
interface Backend {
  readonly url: string;
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

/** The same server, reached through a proxy. */
const through = (url: string, { port }: Cuttable): string => url.replace(/:\d+(?=\/|\?|$)/, `:${port}`);

async function startBehindProxy(startServer: () => Promise<Server>): Promise<Backend> {
  const server = await startServer();
  const proxy = await startCuttable(server.port);
  return {
    url: through(server.url, proxy),
    cut: () => proxy.cut(),
    mend: () => proxy.mend(),
    stop: async () => {
      await proxy[Symbol.asyncDispose]();
      await server.stop();
    },
  };
}

/** A Cluster whose nodes all fall silent. They do not take each other for dead, because a fail-over is another test. */
async function startCluster(): Promise<Backend> {
  const cluster = await startRedisCluster({ nodeTimeoutMs: 2 * AWAY_MS });
  return {
    url: cluster.url,
    cut: () => {
      for (const node of cluster.nodes) node.pause();
    },
    mend: () => {
      for (const node of cluster.nodes) node.resume();
    },
    stop: () => cluster.stop(),
  };
}

const BACKENDS: readonly [string, () => Promise<Backend>][] = [
  ['Redis', () => startBehindProxy(startRedis)],
  ['PostgreSQL', () => startBehindProxy(startMigratedPostgres)],
  // Six servers more: only `npm run cut-off` starts them. An embedded database is in the process that uses it.
  ...(AWAY_MS > 0 ? [['a Redis Cluster', startCluster] satisfies [string, () => Promise<Backend>]] : []),
];

describe.each(BACKENDS)('a fleet that is cut off from %s', (name, startBackend) => {
  it(
    'loses no run and completes no step twice, and writes what waited once the store is back',
    async () => {
      const backend = await startBackend();
      const fleet = await TestFleet.startOn(backend, 1);
      try {
        await fleet.push(CHAIN);
        const load = new SteadyLoad([fleet.url], CALLERS, { workflow: CHAIN.name });
        await until(() => load.ended.length >= CALLERS);
        backend.cut();
        const cutAt = performance.now();
        const before = load.repeats;
        await until(() => load.repeats > before + CALLERS && performance.now() - cutAt >= AWAY_MS, {
          timeoutMs: AWAY_MS + 30_000,
        });
        backend.mend();
        const mendedAt = performance.now();
        await fleet.untilAnswered();
        const ended = await load.stop();
        if (AWAY_MS > 0)
          console.info(
            `${name}: all written ${Math.round(performance.now() - mendedAt)} ms after the end of the cut`,
          );
        expect(new Set(ended.map(({ key }) => key)).size).toBe(ended.length);
        expect(new Set(ended.map(({ runId }) => runId)).size).toBe(ended.length);
        expect(ended.filter(({ status }) => status !== 'completed')).toEqual([]);
        for (const { runId } of ended) {
          const completed = (await fleet.events(runId)).filter(({ type }) => type === 'step.completed');
          expect(completed.map(({ step }) => step)).toEqual(['a', 'b']);
        }
      } finally {
        await fleet.stop();
      }
    },
    2 * AWAY_MS + 60_000,
  );
});

it('a worker that is killed with a full buffer loses no run: its steps run again elsewhere', async () => {
  const server = await startRedis();
  await using proxy = await startCuttable(server.port);
  const target = { url: through(server.url, proxy), stop: () => server.stop() };
  const fleet = await TestFleet.startOn(target, 1, {}, { AG06_FALLBACK_MAX: '0', AG06_HEALTH_PORT: '0' });
  try {
    await fleet.push({ name: 'slow', steps: { a: { agent: 'core.sleep', with: { ms: 3_000 } } } });
    const runIds = await Promise.all(Array.from({ length: 4 }, () => fleet.submit('slow')));
    for (const runId of runIds)
      await until(async () => (await fleet.events(runId)).some(({ type }) => type === 'step.started'));
    proxy.cut();
    const [worker] = fleet.workers;
    const [, port] = (await worker?.waitForLine(/"healthPort":(\d+)/)) ?? [];
    const readiness = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).text();
    await until(async () => (await readiness()).includes('RESULTS_WAIT'));
    await worker?.kill('SIGKILL');
    proxy.mend();
    await fleet.startWorker();
    await fleet.untilAnswered();
    const ended = await Promise.all(runIds.map((runId) => fleet.result(runId, 60)));
    expect(ended.map(({ status }) => status)).toEqual(runIds.map(() => 'completed'));
    const logs = await Promise.all(runIds.map((runId) => fleet.events(runId)));
    const typesOf = (type: string) => logs.map((events) => events.filter((one) => one.type === type).length);
    expect(typesOf('step.completed')).toEqual(runIds.map(() => 1));
    expect(Math.max(...typesOf('step.redelivered'))).toBeGreaterThan(0);
  } finally {
    await fleet.stop();
  }
});

import { startPostgres, startProcess, startRedis, startRedisCluster, until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { TestFleet } from './test-fleet.ts';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);
const DISPATCHER = new URL('../../../services/dispatcher/src/main.ts', import.meta.url);
const KEY = { 'idempotency-key': 'the same' };
const pairOf = (name: string) => ({
  name: 'pair',
  steps: { s: { agent: 'core.echo', with: { is: name } } },
  output: '${steps.s.output.is}',
});

interface Pair extends AsyncDisposable {
  readonly one: TestFleet;
  readonly other: TestFleet;
}

/** A fleet without a prefix and one with it, which do the same under the same names and never meet. */
async function expectApart({ one, other }: Pair): Promise<void> {
  await Promise.all([one.push(pairOf('one')), other.push(pairOf('other'))]);
  const [first, second] = await Promise.all([one.submit('pair', null, KEY), other.submit('pair', null, KEY)]);
  expect(await one.result(first)).toMatchObject({ status: 'completed', output: 'one' });
  expect(await other.result(second)).toMatchObject({ status: 'completed', output: 'other' });
  for (const [fleet, runId] of [
    [one, first],
    [other, second],
  ] as const) {
    const listed = async (path: string) => (await fleet.call('GET', path)).body.items as { runId?: string }[];
    expect((await listed('/v1/runs')).map((run) => run.runId)).toEqual([runId]);
    expect(await listed('/v1/workers')).toHaveLength(1);
  }
  for (const { url } of [one, other]) {
    const targets = await until(async () => {
      const found = (await (await fetch(`${url}/v1/targets`)).json()) as { targets: string[] }[];
      return found.flatMap((group) => group.targets).length > 1 ? found : undefined;
    });
    expect(targets?.flatMap((group) => group.targets)).toHaveLength(2);
  }
}

async function startPair(server: { readonly url: string }, env: Record<string, string> = {}): Promise<Pair> {
  const shared = { url: server.url, stop: async () => {} };
  const one = await TestFleet.startOn(shared, 1, {}, env);
  const other = await TestFleet.startOn(shared, 1, {}, { ...env, AG06_PREFIX: 'acme' });
  const stop = async () => void (await Promise.all([one.stop(), other.stop()]));
  return { one, other, [Symbol.asyncDispose]: stop };
}

describe('two fleets of which one has an AG06_PREFIX', () => {
  it('do not see each other on one Redis, where every key begins with a name of its fleet', async () => {
    await using server = await startRedis();
    await using pair = await startPair(server);
    await expectApart(pair);
    expect((await pair.other.call('GET', '/v1/queues')).body).toMatchObject({ prefix: 'acme' });
    const redis = new Redis({ port: server.port });
    const keys = await redis.keys('*');
    const channels = (await redis.call('PUBSUB', 'CHANNELS')) as string[];
    redis.disconnect();
    const starts = (names: readonly string[]) => [...new Set(names.map((name) => name.split(':')[0]))].sort();
    expect(starts(keys)).toEqual(['acme', 'ag06', 'bull']);
    expect(starts(channels)).toEqual(['acme', 'ag06']);
    expect(keys.filter((key) => key.startsWith('acme:agent.core.echo:')).length).toBeGreaterThan(0);
  }, 120_000);

  it('do not see each other on one Redis Cluster', async () => {
    await using server = await startRedisCluster();
    await using pair = await startPair(server, { AG06_PARTITIONS: '2' });
    await expectApart(pair);
  }, 120_000);

  it('do not see each other in one PostgreSQL database, of which each has schemas of its own', async () => {
    await using server = await startPostgres();
    const url = { AG06_BROKER_URL: server.url };
    for (const env of [url, { ...url, AG06_PREFIX: 'acme' }]) {
      await using early = await startProcess({ entry: DISPATCHER, env });
      expect(await early.exited).toMatchObject({ code: 2 });
      await using migration = await startProcess({ entry: CLI, args: ['migrate'], env });
      expect(await migration.exited).toMatchObject({ code: 0 });
    }
    await using pair = await startPair(server);
    await expectApart(pair);
    expect((await pair.other.call('GET', '/v1/queues')).body).toMatchObject({ prefix: 'bullmq_acme' });
  }, 120_000);
});

it('a service and the CLI refuse an invalid AG06_PREFIX', async () => {
  const env = { AG06_PREFIX: '{p0}', AG06_BROKER_URL: 'redis://127.0.0.1:9' };
  for (const options of [
    { entry: DISPATCHER, env },
    { entry: CLI, args: ['migrate'], env },
  ]) {
    await using refused = await startProcess(options);
    expect(await refused.exited).toMatchObject({ code: 2 });
    expect(refused.stderr.join()).toMatch(/AG06_PREFIX: expected a lower-case letter/);
  }
}, 60_000);

import { createRedisConnection } from '@ag06/broker';
import { openServerDatabase } from '@ag06/postgres';
import {
  type PostgresServer,
  type RedisServer,
  startRedis,
  startRedisCluster,
  until,
} from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { diagnoseBackend } from './diagnose-backend.ts';
import { startMigratedPostgres } from './fixtures/start-migrated-postgres.ts';
import { openBackend } from './open-backend.ts';

const options = { onError: () => {}, isWholeFleet: true };
const diagnose = async (url: string) =>
  (await diagnoseBackend(url, { durability: 'everysec', partitions: 1, say: () => {} })).filter(
    ({ is }) => is === 'problem',
  );
const refusal = (code: string, text: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(text) });

/** What a service says at its start and what `ag06 doctor` says are the same. */
async function expectRefused(url: string, code: string, text: RegExp): Promise<void> {
  await expect(openBackend(url, options)).rejects.toEqual(refusal(code, text));
  expect(await diagnose(url)).toMatchObject([{ code }]);
}

describe('a Redis', () => {
  let server: RedisServer;
  let admin: ReturnType<typeof createRedisConnection>;
  beforeAll(async () => {
    server = await startRedis({ args: ['--databases', '4'] });
    admin = createRedisConnection(server.url, 'store', () => {});
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });
  const allow = (...rules: string[]) => admin.acl('SETUSER', 'u', 'reset', 'on', '>p', ...rules);
  const url = () => `redis://u:p@127.0.0.1:${server.port}`;

  it('on which all went through keeps nothing of the proof', async () => {
    const before = await admin.keys('*');
    const backend = await openBackend(server.url, options);
    await backend.close();
    const added = (await admin.keys('*')).filter((key) => !before.includes(key));
    expect(added.sort()).toEqual(['ag06:{g}:epoch', 'ag06:{g}:partitions', 'ag06:{g}:schema']);
    expect(await diagnose(server.url)).toEqual([]);
    expect(await admin.keys('*probe*')).toEqual([]);
  });

  it.each(['info', 'eval', 'fcall', 'evalsha', 'bzpopmin', 'subscribe', 'hset', 'zadd', 'xadd'])(
    'that forbids %s is refused at the start, by the name of the command and with what to grant',
    async (command) => {
      await admin.flushall();
      await admin.function('FLUSH');
      await allow('~*', '&*', '+@all', `-${command}`);
      await expectRefused(url(), 'BROKER_PERMISSION_MISSING', new RegExp(`${command}`, 'i'));
    },
    60_000,
  );

  it('that forbids what the remedy grants lets us in when it is granted', async () => {
    await allow('~*', '&*', '+@all', '-@admin', '+config|get');
    const backend = await openBackend(url(), options);
    await backend.close();
  });

  it('that lacks the database of the number that is asked for is refused', async () => {
    await expectRefused(`${server.url}/9`, 'BROKER_DATABASE_MISSING', /`databases`/);
  });

  it('whose memory is full is waited for, with what to do, until there is memory again', async () => {
    await admin.config('SET', 'maxmemory', '1');
    const said: string[] = [];
    const opened = openBackend(server.url, { ...options, say: (line) => said.push(line) });
    await until(() => said.some((line) => /maxmemory/.test(line)));
    expect(await diagnose(server.url)).toMatchObject([{ code: 'BROKER_FULL' }]);
    await admin.config('SET', 'maxmemory', '0');
    await (await opened).close();
  });
});

it('a Redis Cluster is proved too', async () => {
  await using cluster = await startRedisCluster();
  await (await openBackend(cluster.url, options)).close();
  expect(await diagnose(cluster.url)).toEqual([]);
}, 60_000);

it('an embedded database is proved too, and keeps nothing of it', async () => {
  const backend = await openBackend('embedded::memory:', options);
  expect((await backend.store.fleet.listAgents()).join()).toBe('');
  await backend.close();
}, 60_000);

describe('a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startMigratedPostgres();
  });
  afterAll(() => server.stop());

  const run = async (...statements: string[]) => {
    const database = await openServerDatabase({ url: server.url, onError: () => {} });
    for (const statement of statements) await database.query(statement);
    const { rows } = await database.query(
      'SELECT (SELECT count(*)::int FROM bullmq.job) + (SELECT count(*)::int FROM bullmq.event) AS jobs',
    );
    await database.close();
    return rows;
  };

  it.each(['', '?options=-c%20statement_timeout%3D30s', '?options=-c%20search_path%3Dpublic'])(
    'lets a job through its queues with a URL that ends in "%s", and keeps nothing of it',
    async (parameters) => {
      await run(`ALTER ROLE postgres SET search_path = 'public'`);
      await (await openBackend(`${server.url}${parameters}`, options)).close();
      expect(await diagnose(`${server.url}${parameters}`)).toEqual([]);
      expect(await run()).toEqual([{ jobs: 0 }]);
    },
  );

  it('that lacks a function of the queues is refused at the start, with what to do', async () => {
    await run(
      'ALTER FUNCTION bullmq.move_stalled_jobs_to_wait(text, integer, bigint, bigint) RENAME TO gone',
    );
    await expectRefused(server.url, 'DATABASE_PART_MISSING', /move_stalled_jobs_to_wait.*ag06 migrate/);
    await run(
      'ALTER FUNCTION bullmq.gone(text, integer, bigint, bigint) RENAME TO move_stalled_jobs_to_wait',
    );
  });

  it('that forbids what is needed is refused at the start, with what to grant', async () => {
    await run(`CREATE ROLE poor LOGIN`, `GRANT USAGE ON SCHEMA ag06, bullmq TO poor`);
    await run(`GRANT SELECT ON ALL TABLES IN SCHEMA ag06, bullmq TO poor`);
    await expectRefused(`${server.url}?user=poor`, 'DATABASE_PERMISSION_MISSING', /GRANT/);
  });
});

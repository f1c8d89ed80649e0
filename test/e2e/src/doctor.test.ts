import { findFreePort, startProcess, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

async function runDoctor(args: readonly string[], env: Readonly<Record<string, string>>) {
  await using doctor = await startProcess({ entry: CLI, args: ['doctor', ...args], env });
  const { code } = await doctor.exited;
  return { code, text: doctor.stdout.join('\n'), problems: doctor.stderr.join('\n') };
}

it('ag06 doctor finds nothing wrong with a good Redis', async () => {
  const { code, text } = await runDoctor([], { AG06_BROKER_URL: redis.url });
  expect(code).toBe(0);
  for (const check of [
    'connection',
    'version',
    'eviction',
    'durability',
    'clock',
    'schema',
    'commands',
    'a job',
  ]) {
    expect(text).toMatch(new RegExp(`^ok +${check} `, 'm'));
  }
});

it('ag06 doctor says what becomes of finished runs, and warns of an archive that cannot be read', async () => {
  const unset = await runDoctor([], { AG06_BROKER_URL: redis.url });
  expect(unset.text).toMatch(
    /^ok +archive +none: AG06_ARCHIVE_URL is not set, so finished runs are deleted/m,
  );
  const away = 's3://bucket?endpoint=http://127.0.0.1:1';
  const keys = { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' };
  const warned = await runDoctor([], { AG06_BROKER_URL: redis.url, AG06_ARCHIVE_URL: away, ...keys });
  expect(warned).toMatchObject({ code: 0, text: expect.stringContaining('ARCHIVE_UNREACHABLE') });
}, 60_000);

it('ag06 doctor prints faults with remedies, also as JSON', async () => {
  const env = { AG06_BROKER_URL: redis.url, AG06_DURABILITY: 'fsync' };
  const { code, text } = await runDoctor(['--json'], env);
  expect(code).toBe(1);
  const { verdict, checks } = JSON.parse(text) as { verdict: string; checks: unknown[] };
  expect(verdict).toBe('problem');
  expect(checks).toContainEqual({
    check: 'durability',
    is: 'problem',
    code: 'REDIS_NOT_DURABLE',
    found: expect.stringContaining('everysec'),
    remedy: expect.stringContaining('appendfsync always'),
  });
});

it('ag06 doctor distinguishes a missing server, a wrong server and a wrong call', async () => {
  const url = `redis://127.0.0.1:${await findFreePort()}`;
  const away = await runDoctor([], { AG06_BROKER_URL: url });
  expect(away).toMatchObject({ code: 3, text: expect.stringContaining('BROKER_UNREACHABLE') });
  expect((await runDoctor([], { AG06_BROKER_URL: 'http://x' })).code).toBe(1);
  expect((await runDoctor(['--no-such-flag'], {})).code).toBe(2);
}, 60_000);

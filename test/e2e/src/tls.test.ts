import {
  createTestAuthority,
  startProcess,
  startTlsPostgres,
  startTlsRedis,
  type TempDir,
  type TlsPostgres,
  type TlsRedis,
  tempDir,
} from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

const ECHO = { name: 'echo', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } };
const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);
const DISPATCHER = new URL('../../../services/dispatcher/src/main.ts', import.meta.url);

let redis: TlsRedis;
beforeAll(async () => {
  redis = await startTlsRedis();
}, 60_000);
afterAll(() => redis.stop());

it('a fleet runs over TLS with the certificate authority that it is given', async () => {
  const trusted = { ...redis, url: `${redis.url}?ca=${encodeURIComponent(redis.caFile)}` };
  const fleet = await TestFleet.startOn(trusted, 1);
  try {
    await fleet.push(ECHO);
    const runId = await fleet.submit('echo', { n: 1 });
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { s: { n: 1 } } });
  } finally {
    await fleet.stop();
  }
}, 60_000);

it('a fleet refuses to start on an untrusted certificate, with a remedy', async () => {
  await using server = await startTlsRedis();
  const env = { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' };
  await using dispatcher = await startProcess({ entry: DISPATCHER, env });
  const { code } = await dispatcher.exited;
  expect(code).toBe(2);
  expect(dispatcher.stderr.join('\n')).toMatch(/certificate.*\?ca=.*BROKER_CERTIFICATE_REFUSED/s);
}, 60_000);

describe('a PostgreSQL whose certificate an unknown authority signed', () => {
  let postgres: TlsPostgres;
  let folder: TempDir;
  beforeAll(async () => {
    [postgres, folder] = await Promise.all([startTlsPostgres(), tempDir('other-authority')]);
  }, 60_000);
  afterAll(() => Promise.all([postgres.stop(), folder.remove()]));

  const run = async (entry: URL, args: readonly string[], query: string) => {
    const env = {
      AG06_BROKER_URL: `${postgres.url}?${query}`,
      AG06_HTTP_PORT: '0',
      AG06_METRICS_PORT: 'off',
    };
    await using child = await startProcess({ entry, args, env });
    const { code } = await child.exited;
    return { code, text: [...child.stdout, ...child.stderr].join('\n') };
  };
  const trusted = () => `sslmode=verify-full&sslrootcert=${encodeURIComponent(postgres.caFile)}`;

  it('is refused in one line with the remedy, without a stack, by the doctor, a migration and a service', async () => {
    const other = await createTestAuthority(folder.path);
    const refused = await Promise.all([
      run(CLI, ['doctor'], 'sslmode=require'),
      run(CLI, ['doctor'], `sslmode=verify-full&sslrootcert=${encodeURIComponent(other.caFile)}`),
      run(CLI, ['migrate'], 'sslmode=verify-full'),
      run(DISPATCHER, [], 'sslmode=require'),
    ]);
    for (const { text } of refused) {
      expect(text).toMatch(/certificate is not trusted[\s\S]*Name the authority.*sslrootcert=<file>/);
      expect(text).not.toMatch(/^ +at /m);
    }
    expect(refused.map(({ code }) => code)).toEqual([1, 1, 1, 2]);
    expect(refused[0]?.text).toMatch(/^ +Name the authority.*\(BROKER_CERTIFICATE_REFUSED\)$/m);
  }, 60_000);

  it('is used if the authority is given, or if any is to be trusted', async () => {
    expect(await run(CLI, ['migrate'], trusted())).toMatchObject({ code: 0 });
    const used = await Promise.all([
      run(CLI, ['doctor'], trusted()),
      run(CLI, ['doctor'], 'sslmode=no-verify'),
    ]);
    for (const { code, text } of used) {
      expect(text).toMatch(/^ok +connection .*a job went through/m);
      expect(code).toBe(0);
    }
  }, 60_000);
});

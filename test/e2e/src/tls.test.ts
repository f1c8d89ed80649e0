import { startProcess, startTlsRedis, type TlsRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

const ECHO = { name: 'echo', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } };
const DISPATCHER = new URL('../../../services/dispatcher/src/main.ts', import.meta.url);

let redis: TlsRedis;
beforeAll(async () => {
  redis = await startTlsRedis();
}, 30_000);
afterAll(() => redis.stop());

it('runs over TLS when the authority of the certificate is named', async () => {
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

it('does not start on a certificate that nobody vouches for, and says what to do', async () => {
  await using server = await startTlsRedis();
  const env = { AG06_BROKER_URL: server.url, AG06_HTTP_PORT: '0' };
  await using dispatcher = await startProcess({ entry: DISPATCHER, env });
  const { code } = await dispatcher.exited;
  expect(code).toBe(2);
  expect(dispatcher.stderr.join('\n')).toMatch(/certificate.*\?ca=.*BROKER_CERTIFICATE_REFUSED/s);
}, 30_000);

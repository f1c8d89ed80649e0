import { type PostgresServer, startPostgres, startProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectItemsSurvive, TWO_WORKERS } from './expect-items-survive.ts';
import { expectQueueSignals } from './expect-queue-signals.ts';
import { expectQueueSubmissions } from './expect-queue-submissions.ts';
import {
  expectCancelIsHeard,
  expectFeed,
  expectRecovery,
  expectResults,
  MAIN_PATH_AGENTS,
  type WaitForLine,
} from './main-path.ts';
import { signalByQueue, submitByQueue } from './queue-client.ts';
import { NAMES_SOURCES, TestFleet } from './test-fleet.ts';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);
const DISPATCHER = new URL('../../../services/dispatcher/src/main.ts', import.meta.url);

let server: PostgresServer;
let fleet: TestFleet;
beforeAll(async () => {
  server = await startPostgres();
  await using unmigrated = await startProcess({ entry: DISPATCHER, env: { AG06_BROKER_URL: server.url } });
  expect(await unmigrated.exited).toMatchObject({ code: 2 });
  expect(unmigrated.stderr.join()).toContain('ag06 migrate');
  await using migration = await startProcess({
    entry: CLI,
    args: ['migrate'],
    env: { AG06_BROKER_URL: server.url },
  });
  expect(await migration.exited).toMatchObject({ code: 0 });
  fleet = await TestFleet.startOn(server, 0, { AG06_WATCHDOG_MS: '1000' });
  await Promise.all([1, 2].map(() => fleet.startWorker({ ...NAMES_SOURCES, AG06_AGENTS: MAIN_PATH_AGENTS })));
}, 60_000);
afterAll(() => fleet.stop());

const onAnyWorker: WaitForLine = (pattern, timeoutMs) =>
  Promise.race(fleet.workers.map((worker) => worker.waitForLine(pattern, timeoutMs)));

describe('a fleet of processes on a PostgreSQL server', () => {
  it('gives results, once per key, with retries and joins', () => expectResults(fleet), 60_000);

  it('feeds those who follow it', () => expectFeed(fleet), 60_000);

  it(
    'takes submissions from BullMQ clients',
    () => expectQueueSubmissions(fleet, (jobs) => submitByQueue(server.url, jobs)),
    180_000,
  );

  it(
    'takes signals from BullMQ clients',
    () => expectQueueSignals(fleet, (jobs) => signalByQueue(server.url, jobs)),
    180_000,
  );

  it(
    'tells a handler soon that its run was cancelled',
    () => expectCancelIsHeard(fleet, onAnyWorker),
    40_000,
  );

  it(
    'loses nothing when a worker is killed: others end its runs',
    () => expectRecovery(fleet, onAnyWorker, async () => void (await fleet.workers[0]?.kill('SIGKILL'))),
    60_000,
  );

  it('goes on with a forEach when a worker is killed in the middle: each item has one outcome', async () => {
    fleet.supervise();
    const kill = async () => void (await fleet.workers[0]?.kill('SIGKILL'));
    await expectItemsSurvive(fleet, kill, TWO_WORKERS);
  }, 90_000);

  it(
    'goes on when its dispatcher is killed and another one comes',
    () =>
      expectRecovery(fleet, onAnyWorker, async () => {
        await fleet.dispatcher?.kill('SIGKILL');
        await fleet.startDispatcher();
      }),
    60_000,
  );

  it(
    'answers that the server is away while it is, and loses nothing when it is back',
    () =>
      expectRecovery(fleet, onAnyWorker, async () => {
        await server.kill();
        await until(async () => (await fleet.call('GET', '/v1/runs')).status === 503);
        const answer = await fleet.call('POST', '/v1/runs', { workflow: 'chain', input: { n: 1 } });
        expect(answer.status).toBe(503);
        expect(answer.headers.get('retry-after')).not.toBeNull();
        await server.restart();
        await until(async () => (await fleet.call('GET', '/v1/runs')).status === 200);
      }),
    60_000,
  );
});

import { isGone, type ServiceProcess, startProcess, type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectItemsSurvive } from './expect-items-survive.ts';
import { FleetApi } from './fleet-api.ts';
import {
  expectCancelIsHeard,
  expectFeed,
  expectRecovery,
  expectResults,
  MAIN_PATH_AGENTS,
} from './main-path.ts';
import { NAMES_SOURCES } from './test-fleet.ts';
import { figuresOf, setSettings, untilCounted, untilLed } from './tuning-api.ts';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);
const AGENT = 'good.counted';

let folder: TempDir;
let up: ServiceProcess;
const fleet = new FleetApi();

const startUp = () =>
  startProcess({
    entry: CLI,
    args: ['up', '--agents', MAIN_PATH_AGENTS],
    env: { AG06_HTTP_PORT: '0', ...NAMES_SOURCES },
    cwd: folder.path,
  });

async function start(): Promise<void> {
  up = await startUp();
  const [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 55_000);
  fleet.url = url;
}

async function restart(): Promise<void> {
  await up.kill('SIGKILL');
  await start();
}

beforeAll(async () => {
  folder = await tempDir('embedded');
  await start();
}, 60_000);
afterAll(async () => {
  await up.stop();
  await folder.remove();
});

describe('a fleet in one process with nothing but a folder', () => {
  it('gives results, once per key, with retries and joins', () => expectResults(fleet), 60_000);

  it('delivers its feed', () => expectFeed(fleet), 60_000);

  it('counts attempts, and applies settings', async () => {
    await untilLed(fleet, 0);
    const before = (await figuresOf(fleet, AGENT))?.attempts ?? 0;
    await fleet.push({ name: 'counted', steps: { s: { agent: AGENT, with: { ms: 1 } } } });
    for (let i = 0; i < 5; i++) await fleet.result(await fleet.submit('counted'));
    await untilCounted(fleet, AGENT, before + 5);
    await setSettings(fleet, AGENT, { concurrency: 1 }, 1);
  }, 60_000);

  it(
    'aborts a handler soon after its run was cancelled',
    () => expectCancelIsHeard(fleet, up.waitForLine),
    40_000,
  );

  it('has one endpoint for the metrics of all its parts', async () => {
    await fleet.push({ name: 'measured', steps: { s: { agent: 'core.echo' } } });
    const runId = await fleet.submit('measured');
    expect((await fleet.result(runId)).status).toBe('completed');
    const listed = await until(async () => {
      const targets = await (await fetch(`${fleet.url}/v1/targets`)).json();
      return (targets as { targets: [string]; labels: { service: string } }[]).at(-1);
    });
    expect(listed?.labels.service).toBe('fleet');
    const scrape = async () => (await fetch(`http://${listed?.targets[0]}/metrics`)).text();
    // The store tells of an end before it answers the worker that counts it.
    await until(async () =>
      (await scrape()).includes('ag06_runs_ended_total{workflow="measured",status="completed"} 1'),
    );
    const text = await scrape();
    expect(text).toMatch(/ag06_slots_limit\{agent="core.echo"\} \d+/);
    expect(text).toContain('ag06_feed_readers 0');
  }, 90_000);

  it('locks its folder, and refuses a second process with the name of the first', async () => {
    await using second = await startUp();
    expect(await second.exited).toMatchObject({ code: 2 });
    expect(second.stderr.join()).toContain(`is in use by process ${up.pid}.`);
  }, 90_000);

  it(
    'loses nothing when it is killed and started again',
    () => expectRecovery(fleet, up.waitForLine, restart),
    60_000,
  );

  it(
    'goes on with a forEach when it is killed in the middle and started again: each item has one outcome',
    () => expectItemsSurvive(fleet, restart),
    90_000,
  );

  it('ends on SIGTERM', async () => {
    expect(await up.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(isGone(up.pid)).toBe(true);
  }, 90_000);
});

import { fileURLToPath } from 'node:url';
import { startProcess, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const MODULE = fileURLToPath(new URL('./nightly-report.ts', import.meta.url));
const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

let folder: Awaited<ReturnType<typeof tempDir>>;
let up: Awaited<ReturnType<typeof startProcess>>;
let url = '';

async function ag06(...args: readonly string[]): Promise<string> {
  const one = await startProcess({ entry: CLI, args: [...args], env: { AG06_URL: url }, cwd: folder.path });
  expect({ args, ...(await one.exited), err: one.stderr }).toMatchObject({ code: 0 });
  return one.stdout.join('\n');
}
const get = async (path: string) => (await (await fetch(`${url}${path}`)).json()) as Record<string, unknown>;

beforeAll(async () => {
  folder = await tempDir('nightly-report');
  const env = { AG06_HTTP_PORT: '0', AG06_BROKER_URL: 'embedded::memory:' };
  up = await startProcess({ entry: CLI, args: ['up', '--agents', MODULE], env, cwd: folder.path });
  [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 30_000);
  await until(async () => (await fetch(`${url}/v1/schedules/nightly-report`)).status === 200);
}, 60_000);
afterAll(async () => {
  await up.stop();
  await folder.remove();
});

it('the worker that loads the module makes the schedule of the workflow', async () => {
  expect(await get('/v1/schedules/nightly-report')).toMatchObject({
    workflow: 'nightly-report',
    cron: '0 3 * * *',
    zone: 'Europe/Berlin',
    overlap: 'queue',
    managed: true,
    next: expect.any(String),
  });
});

it('a backfill makes the report of each night of a range once, over a change of the clock', async () => {
  const range = ['--from', '2026-03-28T00:00:00Z', '--to', '2026-03-31T00:00:00Z'];
  const backfill = async (...more: string[]) =>
    JSON.parse(await ag06('schedules', 'backfill', 'nightly-report', ...range, ...more, '--json')).items;
  const nights = ['2026-03-28T02:00:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T01:00:00.000Z'];
  expect(await backfill('--dry-run')).toMatchObject(nights.map((slot) => ({ slot, outcome: 'would_start' })));
  const items = (await backfill()) as readonly { readonly runId: string }[];
  const results = items.map(async ({ runId }) => {
    await until(async () => (await get(`/v1/runs/${runId}`)).status === 'completed');
    return get(`/v1/runs/${runId}`);
  });
  expect(await Promise.all(results)).toMatchObject(
    nights.map((slot) => ({
      parent: { schedule: 'nightly-report', slot },
      output: { title: `Sales of ${slot.slice(0, 10)}`, lines: Array(3).fill(expect.any(String)) },
    })),
  );
  expect(await backfill()).toMatchObject(nights.map(() => ({ outcome: 'exists' })));
}, 60_000);

it('a trigger makes the report of now', async () => {
  const { runId } = JSON.parse(await ag06('schedules', 'trigger', 'nightly-report', '--json'));
  await until(async () => (await get(`/v1/runs/${runId}`)).status === 'completed');
  const { slot } = (await get(`/v1/runs/${runId}`)).parent as { readonly slot: string };
  expect(await get(`/v1/runs/${runId}`)).toMatchObject({
    output: { title: `Sales of ${slot.slice(0, 10)}`, lines: expect.any(Array) },
  });
}, 60_000);

import { fileURLToPath } from 'node:url';
import { startUpFleet, type UpFleet, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const MODULE = fileURLToPath(new URL('./nightly-report.ts', import.meta.url));

let fleet: UpFleet;

const get = async (path: string) =>
  (await (await fetch(`${fleet.url}${path}`)).json()) as Record<string, unknown>;

beforeAll(async () => {
  fleet = await startUpFleet('nightly-report', { args: ['--agents', MODULE] });
  await until(async () => (await fetch(`${fleet.url}/v1/schedules/nightly-report`)).status === 200);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
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
    JSON.parse(await fleet.ag06('schedules', 'backfill', 'nightly-report', ...range, ...more, '--json'))
      .items;
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
  const { runId } = JSON.parse(await fleet.ag06('schedules', 'trigger', 'nightly-report', '--json'));
  await until(async () => (await get(`/v1/runs/${runId}`)).status === 'completed');
  const { slot } = (await get(`/v1/runs/${runId}`)).parent as { readonly slot: string };
  expect(await get(`/v1/runs/${runId}`)).toMatchObject({
    output: { title: `Sales of ${slot.slice(0, 10)}`, lines: expect.any(Array) },
  });
}, 60_000);

import { expect, test } from '@jest/globals';
import { buy, SHOP } from './testing/orders.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);
const INPUT = { order: 'o', card: 'declined' };

/** Ends a run with this tag; it fails. */
async function endFailing(tag: string): Promise<string> {
  const { client } = dashboard.fleet;
  const { runId } = await client.submit(buy, INPUT, { tags: [tag] });
  await client.wait(runId);
  return runId;
}

async function roundsOf(runId: string): Promise<number> {
  let rounds = 0;
  for await (const { type } of dashboard.fleet.client.events(runId)) if (type === 'run.retried') rounds++;
  return rounds;
}

test('a bulk touches no run that was created after its count', async () => {
  const early = [await endFailing('counted'), await endFailing('counted')];
  const page = await dashboard.open('/runs?tag=counted');
  await page.getByRole('button', { name: 'Retry …' }).click();
  await page.getByRole('heading', { name: 'Retry 2 runs?' }).waitFor();
  const late = await endFailing('counted');
  await page.getByRole('button', { name: 'Retry 2 runs' }).click();
  await page.getByRole('dialog').getByText('completed: 2 of 2 done').waitFor();
  expect(await Promise.all([...early, late].map(roundsOf))).toEqual([1, 1, 0]);
});

test('a backfill starts the slots that were counted, whatever the fields say by then', async () => {
  const { client } = dashboard.fleet;
  const schedule = { workflow: 'buy', cron: '0 12 * * *', zone: 'UTC', input: INPUT, paused: true };
  await client.schedules.put('daily', schedule);
  const page = await dashboard.open('/schedules/daily');
  await page.getByLabel('From').fill('2026-01-01T00:00');
  await page.getByLabel('to', { exact: true }).fill('2026-01-03T00:00');
  await page.getByRole('button', { name: 'Count the slots without a run' }).click();
  await page.getByText(/^2 runs would start, of 2 slots/).waitFor();
  await page.getByLabel('to', { exact: true }).fill('2026-01-09T00:00');
  await page.getByRole('button', { name: /^Start 2 runs/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start 2 runs' }).click();
  await page.getByText(/^2 runs started/).waitFor();
});

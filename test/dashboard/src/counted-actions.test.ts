import { test } from '@jest/globals';
import { SHOP } from './testing/orders.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);
const INPUT = { order: 'o', card: 'declined' };

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

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

test('runs that were selected in another list are not acted on', async () => {
  await endFailing('chosen');
  const page = await dashboard.open('/runs?tag=chosen');
  await page.locator('.answer').getByText('1 run matches: 1 failed.').waitFor();
  await page.getByRole('grid').press(' ');
  await page.getByText('With 1 selected run:').waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
  await page.getByText('With all that match:').waitFor();
  expect(await page.title()).toBe('Runs · AG06');
});

test('a dialog does not become that of the opposite action while it is open', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open('/queues');
  await page.getByRole('button', { name: 'Pause: order.check' }).click();
  await client.pauses.pause({ agent: 'order.check' });
  await page.getByText('1 agent paused', { exact: false }).waitFor();
  const dialog = page.getByRole('dialog', { name: 'Pause order.check?' });
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
  await dialog
    .getByRole('alert')
    .getByText(/has changed meanwhile/)
    .waitFor();
  expect((await client.pauses.list()).items).toMatchObject([{ name: 'order.check', paused: true }]);
  await client.pauses.resume({ agent: 'order.check' });
});

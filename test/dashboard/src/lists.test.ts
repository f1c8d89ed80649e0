import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from './testing/expect-accessible.ts';
import { refund, SHOP } from './testing/orders.ts';
import { SHIP, ship } from './testing/shipments.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);

const HOSTILE = '<img src=x onerror="window.isStolen=true">';
const endShipments = (amounts: readonly number[], tag: string) => ship(dashboard.fleet.client, amounts, tag);
const answerOf = (page: Page, text: string | RegExp) => page.locator('.answer').getByText(text).waitFor();

async function roundsOf(runId: string): Promise<number> {
  let rounds = 0;
  for await (const { type } of dashboard.fleet.client.events(runId)) if (type === 'run.retried') rounds++;
  return rounds;
}

test('runs are filtered by an attribute, counted in a dry run, and retried in one action', async () => {
  const runs = await endShipments([10, 60, 90], 'bulk');
  const page = await dashboard.open('/runs?tag=bulk');
  await answerOf(page, '3 runs match: 3 failed.');
  await page.getByLabel('Attribute', { exact: true }).fill('amount');
  await page.getByLabel('Comparison').selectOption('≥');
  await page.getByLabel('Value').fill('60');
  await page.getByRole('button', { name: 'Add this attribute' }).click();
  await answerOf(page, '2 runs match: 2 failed.');
  expect(new URL(page.url()).search).toBe('?tag=bulk&attr.amount=gte%3A60');
  await page.getByRole('button', { name: 'Retry …' }).click();
  await page.getByRole('heading', { name: 'Retry 2 runs?' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Retry 2 runs' }).click();
  await page.getByRole('dialog').getByText('completed: 2 of 2 done').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  const rounds = await Promise.all([10, 60, 90].map((amount) => roundsOf(runs.get(amount) ?? '')));
  expect(rounds).toEqual([0, 1, 1]);
  await page.goBack();
  await answerOf(page, /^3 runs match/);
});

test('what cannot be taken back needs the number typed', async () => {
  await endShipments([1, 2], 'gone');
  const page = await dashboard.open('/runs?tag=gone');
  await page.getByRole('button', { name: 'Delete …' }).click();
  const action = page.getByRole('button', { name: 'Delete 2 runs' });
  await action.waitFor();
  expect(await action.isDisabled()).toBe(true);
  await page.getByLabel(/^Type 2/).fill('2');
  await action.click();
  await page.getByRole('dialog').getByText('completed: 2 of 2 done').waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await answerOf(page, 'No run matches.');
});

test('new runs are counted without moving the list, and shown when asked', async () => {
  const [first = ''] = (await endShipments([1], 'live')).values();
  const page = await dashboard.open('/runs?tag=live');
  await answerOf(page, /^1 run matches/);
  const [second = ''] = (await endShipments([2], 'live')).values();
  const button = page.getByRole('button', { name: '1 new, show' });
  await button.waitFor();
  const rows = page.getByRole('grid').locator('tr.row');
  expect(await rows.allInnerTexts()).toEqual([expect.stringContaining(first)]);
  await button.click();
  await page.getByText(second).waitFor();
  expect(await rows.count()).toBe(2);
});

test('runs are selected by the keyboard alone, and only these are acted on', async () => {
  const runs = await endShipments([1, 2, 3], 'keys');
  const page = await dashboard.open('/runs?tag=keys');
  await answerOf(page, /^3 runs match/);
  await page.getByRole('grid').focus();
  for (const key of ['ArrowDown', ' ', 'End', 'Shift+ ']) await page.keyboard.press(key);
  await page.getByText('With 2 selected runs:').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Retry …' }).click();
  await page.getByRole('button', { name: 'Retry 2 selected runs' }).click();
  await page.getByRole('dialog').getByText('completed: 2 of 2 done').waitFor();
  const rounds = await Promise.all([1, 2, 3].map((amount) => roundsOf(runs.get(amount) ?? '')));
  expect(rounds).toEqual([1, 1, 0]);
});

test('the list tells why runs failed and which wait, and is filtered by both and between two times', async () => {
  const { client } = dashboard.fleet;
  await endShipments([1], 'why');
  await client.submit(refund, { order: 'o-1', amount: 7 }, { tags: ['why'], correlationId: 'case 7' });
  const page = await dashboard.open('/runs?tag=why');
  await page.locator('tr.row', { hasText: 'case 7' }).getByTitle('Correlation id: case 7').waitFor();
  await page.locator('tr.row', { hasText: 'CARD_DECLINED in charge' }).waitFor();
  await page.getByRole('button', { name: 'waiting', exact: true }).click();
  await answerOf(page, '1 run matches: 1 wait.');
  await page.getByRole('button', { name: 'waiting', exact: true }).click();
  await page.getByLabel('Error', { exact: true }).fill('CARD_DECLINED');
  await page.getByRole('button', { name: 'Add this error' }).click();
  await answerOf(page, '1 run matches: 1 failed.');
  await page.getByRole('combobox', { name: /^Created/ }).selectOption('between …');
  await page.getByLabel(/^Created from/).fill('2026-01-31T09:05:00');
  await page.getByLabel(/^Created before/).fill('2026-01-31T09:05:00');
  await page.getByRole('alert').getByText('The first time has to be before the second.').waitFor();
  await page.getByLabel(/^Created from/).fill('2026-01-31T08:00:00');
  await page.getByRole('button', { name: 'Show runs of these times' }).click();
  await answerOf(page, 'No run matches.');
  expect(new URL(page.url()).searchParams.get('from')).toBe(new Date('2026-01-31T08:00:00').toISOString());
  await page.getByRole('button', { name: 'Remove: created before 2026-01-31 09:05:00' }).click();
  await answerOf(page, '1 run matches: 1 failed.');
  await expectAccessible(page);
  await takeScreenshots(page, 'runs-by-error');
});

test('names that are markup are shown as text', async () => {
  await endShipments([1], HOSTILE);
  const { streams } = dashboard.fleet.client;
  await streams.append('hostile', { type: 'note.made', data: { [HOSTILE]: HOSTILE }, correlationId: 'c' });
  const page = await dashboard.open(`/runs?tag=${encodeURIComponent(HOSTILE)}`);
  await page.getByRole('button', { name: `Remove: tag ${HOSTILE}` }).waitFor();
  await page.locator('tr.row').getByText(HOSTILE).waitFor();
  await page.goto(new URL('/streams/hostile', dashboard.fleet.url).href);
  await page.locator('summary').getByText('onerror').click();
  await page.getByText('window.isStolen').first().waitFor();
  expect(await page.evaluate('window.isStolen')).toBeUndefined();
  expect(await page.locator('img').count()).toBe(0);
});

test('on a phone the list comes first, and filters and actions unfold', async () => {
  await endShipments([1], 'phone');
  const page = await dashboard.open('/runs?tag=phone', { size: 'phone' });
  await page.locator('tr.row').getByText('ship').waitFor();
  const failed = page.getByRole('button', { name: 'failed', exact: true });
  expect(await failed.isVisible()).toBe(false);
  await page.getByText('Filters, in use').click();
  await expectAccessible(page);
  await failed.click();
  await page.waitForURL((url) => url.search === '?status=failed&tag=phone');
  await answerOf(page, '1 run matches: 1 failed.');
});

test('a refused filter says which place is wrong, and what is expected', async () => {
  const page = await dashboard.open('/runs?attr.amount=gt%3Amuch', { allowErrors: [/422/] });
  await page.getByRole('alert').getByText('QUERY_INVALID').waitFor();
  await page.getByText(/attr\.amount: expected a number/).waitFor();
});

test('of 100,000 runs only those that are seen are in the page, and rows far away are read when they are seen', async () => {
  const page = await dashboard.open('/workers');
  const size = 100;
  await page.route('**/v1/runs?*', async (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    const items = Array.from({ length: size }, (_, i) => ({
      runId: `r0-${from + i}`,
      workflow: 'ship',
      version: 'v',
      status: 'completed',
      tenant: 'default',
      priority: 'normal',
      correlationId: 'c',
      traceId: null,
      tags: [],
      createdAt: '2026-01-01T00:00:00.000Z',
      finishedAt: '2026-01-01T00:00:01.000Z',
    }));
    const next = from + size < 100_000 ? { next: String(from + size) } : {};
    await route.fulfill({ json: { items, ...next } });
  });
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  const grid = page.getByRole('grid');
  await grid.focus();
  await grid.getByText('r0-0', { exact: true }).waitFor();
  for (let pages = 1; pages <= 12; pages++) {
    await page.keyboard.press('End');
    await page.locator(`[aria-rowindex="${pages * size + 1}"].active`).waitFor();
    await answerOf(page, new RegExp(`^More than ${((pages + 1) * size).toLocaleString('en-US')} runs`));
  }
  expect(await page.locator('tr.row').count()).toBeLessThan(60);
  await page.keyboard.press('Home');
  await grid.getByText('r0-0', { exact: true }).waitFor();
});

test('a schedule is paused, triggered and resumed, and shows its next slots', async () => {
  const { client } = dashboard.fleet;
  await client.workflows.push(SHIP);
  const input = { order: 'o', amount: 1, card: 'ok' };
  await client.schedules.put('nightly', {
    workflow: 'ship',
    cron: '0 3 * * *',
    zone: 'Europe/Berlin',
    input,
  });
  const page = await dashboard.open('/schedules');
  await answerOf(page, /^The next run starts in .*: nightly\.$/);
  await page.getByRole('button', { name: 'Pause: nightly' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume: nightly' }).waitFor();
  expect((await client.schedules.get('nightly')).paused).toBe(true);
  await page.getByRole('button', { name: 'Start a run now: nightly' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start a run now' }).click();
  const started = await page.getByRole('status').getByRole('link').innerText();
  expect(await client.wait(started)).toMatchObject({ status: 'completed' });
  await page.getByRole('link', { name: 'nightly' }).click();
  await page.getByRole('heading', { name: 'Schedule nightly' }).waitFor();
  await page.getByRole('link', { name: started }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'schedule');
});

test('an agent is paused and resumed among the queues', async () => {
  const page = await dashboard.open('/queues');
  await page.getByRole('button', { name: 'Pause: order.check' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  await answerOf(page, /1 agent paused/);
  await page.getByRole('button', { name: 'Resume: order.check' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click();
  await page.getByRole('button', { name: 'Pause: order.check' }).waitFor();
  await page.locator('summary', { hasText: 'of workflows that call order.check' }).click();
  await page.getByRole('link', { name: 'failed runs of buy' }).click();
  await page.waitForURL('**/runs?status=failed&workflow=buy');
});

test('a worker of an embedded fleet cannot be drained alone, and the page says what to do instead', async () => {
  const page = await dashboard.open('/workers', { allowErrors: [/409/] });
  await answerOf(page, '1 worker at work, all well.');
  await page.getByRole('button', { name: /^Drain/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drain', exact: true }).click();
  await page.getByRole('alert').getByText('WORKER_NOT_DRAINABLE').waitFor();
});

test('what a group of a stream could not process is delivered again', async () => {
  const { streams } = dashboard.fleet.client;
  await streams.append('orders', [{ type: 'order.made', data: { order: 'o-1' } }, { type: 'order.paid' }]);
  const group = streams.group('orders', 'mail');
  const { deliveries, incarnation } = await group.read({ consumer: 'c', limit: 1 });
  const positions = deliveries.map(({ position }) => position);
  await group.release({ consumer: 'c', positions, incarnation }, { reason: 'no address', maxDeliveries: 1 });
  const page = await dashboard.open('/streams/orders');
  await answerOf(page, /1 event could not be processed/);
  await page.getByRole('button', { name: '1 of mail' }).click();
  await page.getByText('no address').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'stream');
  await page.getByRole('button', { name: /^Redrive 1 event/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Redrive 1 event' }).click();
  await answerOf(page, /^1 of 1 group behind: mail by 2 events/);
  expect(await group.get()).toMatchObject({ deadLetters: 0, lag: 2 });
});

test('settings of an agent are frozen and published settings switched off', async () => {
  const { client } = dashboard.fleet;
  await client.tuning.set('order.charge', { settings: { concurrency: 3 }, reason: 'a try' });
  const page = await dashboard.open('/tuning');
  await answerOf(page, /1 agent has published settings/);
  await page.getByRole('button', { name: 'Switch off: all published settings' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await answerOf(page, /^Switched off/);
  expect((await client.tuning.get()).isStatic).toBe(true);
  await page.getByRole('link', { name: 'order.charge' }).click();
  const chart = page.getByRole('img', { name: 'concurrency over time, 3 to 3' });
  await chart.locator('title', { hasText: /, 3\. .+: a try$/ }).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Freeze: order.charge' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Freeze' }).click();
  await page.getByRole('button', { name: 'Unfreeze: order.charge' }).waitFor();
  expect((await client.tuning.show('order.charge')).policy.frozen).toMatchObject({ by: expect.any(String) });
  await expectAccessible(page);
  await takeScreenshots(page, 'agent-tuning');
});

test.each([
  ['/runs', 'Runs'],
  ['/queues', 'Queues and agents'],
  ['/workers', 'Workers'],
  ['/breakers', 'Breakers'],
  ['/dead-letters', 'Dead letters'],
  ['/schedules', 'Schedules'],
  ['/streams', 'Streams'],
  ['/tuning', 'Optimizer'],
  ['/archive', 'Archive'],
])('%s is accessible and fits a phone', async (path, title) => {
  const page = await dashboard.open(path, { allowErrors: [/409/] });
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await page.locator('.answer p').getByText(/\w/).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, path.slice(1));
});

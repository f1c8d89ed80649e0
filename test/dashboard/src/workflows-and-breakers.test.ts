import { until } from '@ag06/test-support';
import { beforeAll, expect, test } from '@jest/globals';
import { DESK_AGENTS, DESK_WORKFLOWS } from './testing/desk.ts';
import { expectAccessible } from './testing/expect-accessible.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard({ agents: DESK_AGENTS });

beforeAll(async () => {
  const { workflows } = dashboard.fleet.client;
  for (const workflow of DESK_WORKFLOWS) await workflows.push(workflow);
  await workflows.push({ name: 'grows', steps: { a: { agent: 'core.echo', with: 1 } } });
  await workflows.push({ name: 'grows', steps: { a: { agent: 'core.echo', with: 2 } } });
});

test('workflows are listed and found by name, and each leads to its graph', async () => {
  const page = await dashboard.open('/workflows');
  await page.getByText('The fleet has 8 workflows.').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'workflows');
  await page.getByRole('searchbox', { name: 'Filter' }).fill('look');
  await page.getByRole('link', { name: 'ask' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'look-up', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'look-up' }).waitFor();
  await page.getByRole('img', { name: 'Graph of 3 steps. The table below lists them.' }).waitFor();
  const runs = page.getByRole('region', { name: 'Latest runs' });
  await runs.getByText('None yet.').waitFor();
  const { runId } = await dashboard.fleet.client.submit('look-up', { order: 'o-1' });
  await runs.getByRole('link', { name: runId }).waitFor();
  await page.getByRole('button', { name: 'find', exact: true }).click();
  await page.getByRole('heading', { name: 'find', exact: true }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'workflow');
});

test('two versions of a workflow are compared line by line', async () => {
  const page = await dashboard.open('/workflows/grows');
  await page.getByRole('link', { name: /^Compare with/ }).click();
  const diff = page.getByRole('region', { name: 'Differences' });
  await diff.locator('.removed', { hasText: '"with": 1' }).waitFor();
  await diff.locator('.added', { hasText: '"with": 2' }).waitFor();
  await expectAccessible(page);
});

test('a run is started by the form of the input, which tells what is wrong where it is wrong', async () => {
  const page = await dashboard.open('/workflows/parcel/run', { allowErrors: [/422/] });
  const submit = page.getByRole('button', { name: 'Start the run' });
  await submit.click();
  await page.locator('.field', { hasText: 'Receiver' }).getByText('This is required.').waitFor();
  await page.getByLabel('Receiver').fill('me');
  await page.getByLabel('weight').fill('31');
  await submit.click();
  await page.getByText('INPUT_INVALID').waitFor();
  await page.locator('.field', { hasText: 'weight' }).locator('.fault', { hasText: '<= 30' }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'submit');

  await page.getByLabel('Receiver').fill('<b>Lee</b>');
  const weight = page.getByLabel('weight');
  await weight.fill('');
  await weight.pressSequentially('5-');
  await submit.click();
  expect(await weight.evaluate((field) => field.matches(':focus:invalid'))).toBe(true);
  await weight.fill('2.5');
  await page.getByLabel('kind (optional)').selectOption('box');
  await page.getByRole('button', { name: 'Add an item to lines' }).click();
  await page.getByLabel('sku').fill('s-1');
  await page.getByText('Priority, tags, delay …').click();
  await page.getByLabel('Tags').fill('urgent, by hand');
  await submit.click();
  await page.waitForURL('**/runs/*');
  const runId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const run = await dashboard.fleet.client.get(runId);
  expect(run.tags).toEqual(['urgent', 'by hand']);
  expect(run.input).toEqual({
    to: '<b>Lee</b>',
    weight: 2.5,
    express: false,
    kind: 'box',
    lines: [{ sku: 's-1' }],
  });
  await page.locator('h1 .badge', { hasText: 'completed' }).waitFor();
});

test('all runs of a workflow are paused and resumed', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open('/workflows/ask');
  await page.getByRole('button', { name: 'Pause all its runs: ask' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause all its runs', exact: true }).click();
  await page.getByRole('button', { name: 'Resume all its runs' }).waitFor();
  expect((await client.pauses.list()).items).toMatchObject([{ of: 'workflow', name: 'ask', paused: true }]);
  await page.getByRole('button', { name: 'Resume all its runs' }).click();
  await page.getByRole('button', { name: 'Pause all its runs: ask' }).waitFor();
  expect((await client.pauses.list()).items).toEqual([]);
});

test('a graph that is wider than its frame shows the step that is chosen in the table', async () => {
  const chain = Array.from({ length: 12 }, (_, at) => [
    `s${at}`,
    { agent: 'core.echo', with: at, ...(at > 0 && { needs: [`s${at - 1}`] }) },
  ]);
  await dashboard.fleet.client.workflows.push({ name: 'long', steps: Object.fromEntries(chain) });
  const page = await dashboard.open('/workflows/long', { size: 'phone' });
  const frame = page.getByRole('region', { name: 'Graph of the steps; it scrolls' });
  const box = frame.locator('g.box', { hasText: 's11' });
  const isInSight = async () => {
    const [outer, inner] = [await frame.boundingBox(), await box.boundingBox()];
    if (outer === null || inner === null) throw new Error('There is no graph.');
    return inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width;
  };
  await box.waitFor();
  expect(await isInSight()).toBe(false);
  await page.getByRole('button', { name: 's11', exact: true }).click();
  await page.getByRole('heading', { name: 's11', exact: true }).waitFor();
  // It is scrolled to once it is painted.
  await until(isInSight);
});

test('breakers show what failed and how often, and are opened, closed and turned off with a question before', async () => {
  const { client } = dashboard.fleet;
  await client.wait(await client.submit('call', null));
  const page = await dashboard.open('/breakers');
  const row = page.getByRole('row', { name: /^desk-phone/ });
  const act = async (action: string) => {
    await row.getByRole('button', { name: `${action}: desk-phone` }).click();
    const dialog = page.getByRole('dialog', { name: `${action}: desk-phone?` });
    await dialog.getByRole('button', { name: action, exact: true }).click();
  };
  await row.getByText('closed', { exact: true }).waitFor();
  await row.getByText(/ ok, 0 failed, /).waitFor();
  await act('Open breaker');
  await row.getByText('open', { exact: true }).waitFor();
  const run = await client.submit('call', null);
  await page
    .locator('.answer')
    .getByText('1 of 1 dependency is held back: desk-phone. 1 step waits for it.')
    .waitFor();
  await row.getByText('Rules and history').click();
  await row.getByText('closed → open').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'breakers-open');
  await act('Close breaker');
  expect(await client.wait(run)).toMatchObject({ status: 'completed' });
  await act('Turn off');
  await page.locator('.answer').getByText('1 of 1 dependency is called without a guard.').waitFor();
  await act('Close breaker');
  await page.locator('.answer').getByText('The only dependency answers.').waitFor();
});

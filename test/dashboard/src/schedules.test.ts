import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DESK_WORKFLOWS } from './testing/desk.ts';
import { expectAccessible } from './testing/expect-accessible.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard();

beforeAll(async () => {
  for (const workflow of DESK_WORKFLOWS)
    if (workflow.name === 'parcel') await dashboard.fleet.client.workflows.push(workflow);
});

const confirm = async (page: Page, button: string, action: string) => {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
};

test('a schedule is created by its form, shows its next slots before, and starts its first run', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open('/workflows/parcel');
  await page.getByRole('link', { name: 'Schedule it …' }).click();
  await page.getByRole('heading', { name: 'New schedule' }).waitFor();
  await page.getByLabel('Receiver').fill('<b>Lee</b>');
  await page.getByLabel('weight').fill('2.5');
  await page.getByLabel('Name', { exact: true }).fill('often');
  await page.getByLabel('By elapsed time').check();
  await page.getByLabel('Every', { exact: true }).fill('10s');
  await page.getByLabel('A run after it').check();
  await page.getByRole('button', { name: 'Show the next slots' }).click();
  await page.getByText('All fields are as the fleet expects. Nothing is saved yet.').waitFor();
  expect(await page.getByRole('status').getByRole('listitem').count()).toBe(10);
  await expectAccessible(page);
  await takeScreenshots(page, 'schedule-form');
  expect((await client.schedules.list()).items).toEqual([]);
  await page.getByRole('button', { name: 'Create the schedule' }).click();
  await page.waitForURL('**/schedules/often');
  const first = page.getByRole('region', { name: 'Last slots' }).getByRole('link').first();
  const run = await client.wait(await first.innerText());
  expect(run).toMatchObject({ status: 'completed', output: { to: '<b>Lee</b>', weight: 2.5 } });
  expect(await client.schedules.get('often')).toMatchObject({
    every: '10s',
    overlap: 'queue',
    paused: false,
  });
});

test('a schedule that the fleet refuses tells what is wrong at each field, by its keyboard alone', async () => {
  const page = await dashboard.open('/new/schedule', { size: 'phone', allowErrors: [/4(04|22)/] });
  await page.getByRole('button', { name: 'Create the schedule' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.field', { hasText: 'Workflow' }).getByText('This is required.').first().waitFor();
  const focused = page.locator(':focus');
  expect(await focused.evaluate((field) => field.id)).toBe(
    await page.getByLabel('Name', { exact: true }).getAttribute('id'),
  );
  await page.keyboard.type('wrong');
  await page.keyboard.press('Tab');
  await page.keyboard.type('nobody');
  await page.getByLabel('Cron').fill('0 0 31 2 *');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('SCHEDULE_INVALID').waitFor();
  await page
    .locator('.field', { has: page.getByLabel('Cron') })
    .locator('.fault', { hasText: 'there is no such day in any year' })
    .waitFor();
  expect(await focused.inputValue()).toBe('0 0 31 2 *');
  await expectAccessible(page);
  await takeScreenshots(page, 'schedule-faults');
  await page.getByLabel('Cron').fill('0 3 * * *');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('WORKFLOW_UNKNOWN').waitFor();
  expect(await focused.inputValue()).toBe('nobody');
});

test('a new schedule takes no name that is in use, and its input is told by its places', async () => {
  const { client } = dashboard.fleet;
  const input = { to: 'Ann', weight: 1 };
  await client.schedules.put('taken', { workflow: 'parcel', every: '1d', input });
  const page = await dashboard.open('/new/schedule?workflow=parcel', { allowErrors: [/4(09|22)/] });
  await page.getByLabel('Receiver').fill('Lee');
  await page.getByLabel('weight').fill('31');
  await page.getByLabel('Cron').fill('@daily');
  await page.getByRole('button', { name: 'Show the next slots' }).click();
  await page.getByRole('alert').getByText('INPUT_INVALID').waitFor();
  await page.locator('.field', { hasText: 'weight' }).locator('.fault', { hasText: '<= 30' }).waitFor();
  await page.getByLabel('weight').fill('30');
  await page.getByLabel('Name', { exact: true }).fill('taken');
  await page.getByRole('button', { name: 'Create the schedule' }).click();
  await page.locator('.fault', { hasText: 'There is a schedule taken already.' }).waitFor();
  expect((await client.schedules.get('taken')).input).toEqual(input);
});

test('a schedule is edited without losing what the form does not show, backfilled, and deleted', async () => {
  const { client } = dashboard.fleet;
  const input = { to: 'Ann', weight: 1, note: 'no field of the form' };
  const from = '2026-01-01T00:00:00.250Z';
  await client.schedules.put('old', { workflow: 'parcel', every: '10s', from, paused: true, input });
  const page = await dashboard.open('/schedules/old');
  await page.getByRole('link', { name: 'Edit …' }).click();
  await page.getByRole('heading', { name: 'Edit old' }).waitFor();
  expect(JSON.parse(await page.getByLabel('input – JSON').inputValue())).toEqual(input);
  await page.getByLabel('By the calendar').check();
  await page.getByLabel('Cron').fill('*/15 * * * *');
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('*/15 * * * * (Europe/Berlin)').waitFor();
  expect(await client.schedules.get('old')).toMatchObject({
    from,
    paused: true,
    input,
    zone: 'Europe/Berlin',
  });

  await page.getByLabel('From', { exact: true }).fill('2026-06-01T00:00');
  await page.getByLabel('to', { exact: true }).fill('2026-06-01T01:00');
  await page.getByRole('button', { name: 'Count the slots without a run' }).click();
  await page.getByText(/^4 runs would start, of 4 slots/).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'backfill');
  await confirm(page, 'Start 4 runs: old', 'Start 4 runs');
  await page.getByText('4 runs started.').waitFor();
  const { items } = await client.schedules.runs('old');
  expect(items.map(({ outcome }) => outcome)).toEqual(Array(4).fill('backfilled'));

  await confirm(page, 'Delete: old', 'Delete');
  await page.waitForURL('**/schedules');
  await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
  expect((await client.schedules.list()).items.map(({ name }) => name)).not.toContain('old');
});

test('a schedule of a definition is neither edited nor deleted, and the page says what to do instead', async () => {
  await dashboard.fleet.client.workflows.push({
    name: 'managed',
    schedule: { every: '1d' },
    steps: { a: { agent: 'core.echo', with: 1 } },
  });
  const page = await dashboard.open('/schedules/managed');
  await page.getByText('It belongs to the definition of its workflow.').waitFor();
  expect(await page.getByRole('button', { name: 'Delete: managed' }).count()).toBe(0);
  await page.goto(new URL('/schedules/managed/edit', page.url()).href);
  await page.getByText(/push that with another/).waitFor();
});

import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { expectAccessible } from './testing/expect-accessible.ts';
import { buy, SHOP } from './testing/orders.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);

/** Whether the focus is at a field that is wrong as soon as a fault is shown: who types on then changes that. */
const FOCUS_AT_FAULT = `new Promise((resolve) =>
  new MutationObserver(() => {
    if (document.querySelector('.fault')) resolve(document.activeElement.getAttribute('aria-invalid'));
  }).observe(document.body, { childList: true, subtree: true }))`;

const armOf = (page: Page, title: string) => page.getByRole('group', { name: title, exact: true });

test('an experiment is begun from the page of an agent, told results by the API, decided, and its winner published', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open('/tuning/order.check');
  await page.getByRole('link', { name: 'Compare two settings …' }).click();
  await page.getByRole('heading', { name: 'New experiment' }).waitFor();
  expect(await page.getByLabel('Agent', { exact: true }).inputValue()).toBe('order.check');
  await armOf(page, 'Arm B').getByLabel('Attempts at most').fill('2');
  await armOf(page, 'Arm B').getByLabel('no hedge').check();
  await page.getByLabel('Recorded').check();
  await page.getByLabel('Reason (optional)').fill('<b>a try</b>');
  await expectAccessible(page);
  await takeScreenshots(page, 'experiment-form');
  await page.getByRole('button', { name: 'Begin the experiment' }).click();
  await page.waitForURL('**/experiments');
  await page.locator('.answer').getByText('1 experiment running.').waitFor();
  const [experiment] = (await client.experiments.list()).items;
  expect(experiment).toMatchObject({
    agent: 'order.check',
    arms: [{}, { maxAttempts: 2, hedgeAfterMs: null }],
    assignment: 'run',
    metric: 'recorded',
    alpha: 0.02,
    promote: 'person',
    reason: '<b>a try</b>',
  });

  const run = await client.submit(buy, { order: 'o-1', card: 'ok' });
  await client.wait(run);
  await page.getByRole('button', { name: 'Record results: order.check' }).click();
  await page.getByLabel(/^One RUN=VALUE/).fill(`${run.runId}=0.8`);
  await page.getByRole('dialog').getByText('1 result', { exact: true }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Record results' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const again = { results: [{ runId: run.runId, value: 1 }] };
  expect(await client.experiments.record(experiment?.id ?? '', again)).toMatchObject({
    recorded: 0,
    known: 1,
  });

  await page.getByRole('button', { name: 'B wins: order.check' }).click();
  await page.getByLabel(/^Reason/).fill('clear enough');
  await page.getByRole('dialog').getByRole('button', { name: 'B wins' }).click();
  await page.getByText('clear enough').waitFor();
  await page.getByRole('button', { name: 'Publish B: order.check' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish B' }).click();
  await page.getByText(/Arm B was published/).waitFor();
  const { published } = await client.tuning.show('order.check');
  expect(published?.settings).toEqual({ maxAttempts: 2, hedgeAfterMs: null });
  await expectAccessible(page);
  await takeScreenshots(page, 'experiment-published');
  const [change] = (await client.tuning.history('order.check')).changes;
  expect(change).toMatchObject({
    settings: { maxAttempts: 2 },
    reason: expect.stringContaining('B is better'),
  });
});

test('an experiment that cannot be is told at its fields, by the form and by the fleet', async () => {
  const { client } = dashboard.fleet;
  await client.tuning.setPolicy('order.charge', { bounds: { timeoutMs: { min: 100, max: 200 } } });
  const page = await dashboard.open('/new/experiment', { size: 'phone', allowErrors: [/4(04|09|22)/] });
  const begin = page.getByRole('button', { name: 'Begin the experiment' });
  const focused = page.evaluate(FOCUS_AT_FAULT);
  await begin.click();
  await page.locator('.fault', { hasText: 'This is required.' }).waitFor();
  expect(await focused).toBe('true');
  await armOf(page, 'Arm B').getByText('Expected two arms that differ: set a knob of B.').waitFor();
  await page.getByLabel('Agent', { exact: true }).fill('nobody');
  const timeout = armOf(page, 'Arm B').getByLabel('Time-out, ms');
  await timeout.fill('0');
  await begin.click();
  await armOf(page, 'Arm B').getByText('Expected a whole number from 1 to 86,400,000, got 0.').waitFor();
  expect(await timeout.evaluate((field) => field.matches(':focus'))).toBe(true);
  await timeout.fill('300');
  await begin.click();
  await page.getByRole('alert').getByText('AGENT_UNKNOWN').waitFor();
  expect(await page.locator(':focus').inputValue()).toBe('nobody');
  await page.getByLabel('Agent', { exact: true }).fill('order.charge');
  await armOf(page, 'Arm B').getByText('Of one attempt, where its step names none. 100 to 200.').waitFor();
  await begin.click();
  await page.getByRole('alert').getByText('EXPERIMENT_INVALID').waitFor();
  await armOf(page, 'Arm B').getByText('Expected 100 to 200, the bounds of the agent, got 300.').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'experiment-faults');

  await page.getByLabel('By time').check();
  await timeout.fill('');
  await armOf(page, 'Arm B').getByLabel('Concurrency').fill('8');
  await page.getByLabel('Throughput').check();
  await page.getByLabel('Seconds of a block').fill('60');
  await begin.click();
  await page.waitForURL('**/experiments');
  const [experiment] = (await client.experiments.list('order.charge')).items;
  expect(experiment).toMatchObject({
    arms: [{}, { concurrency: 8 }],
    assignment: 'switchback',
    metric: 'throughput',
    blockSeconds: 60,
  });
  await page.goto(new URL('/new/experiment?agent=order.charge', page.url()).href);
  await armOf(page, 'Arm B').getByLabel('Backoff, ms').fill('5');
  await begin.click();
  await page
    .locator('.field', { hasText: 'Agent' })
    .locator('.fault', { hasText: 'two would disturb' })
    .waitFor();
});

import { expect, test } from '@jest/globals';
import { expectAccessible } from './testing/expect-accessible.ts';
import { buy, SHOP } from './testing/orders.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard(SHOP);
const AGENT = 'order.charge';
/** What an optimizer would have decided. */
const toDecision = (number: number, version: number | null) => ({
  number,
  at: '2026-01-01T00:00:00.000Z',
  mode: version === null ? 'shadow' : 'live',
  version,
  reason: 'TIMEOUT_LEARNED',
  from: { timeoutMs: 900 },
  to: { timeoutMs: 700 },
  evidence: { samples: 40, p99Ms: 610 },
  prediction: { of: 'durationP99Ms', low: 500, high: 650 },
  result: null,
  sentence: `Decision ${number} says why.`,
  undo: `ag06 tuning rollback ${AGENT} ${number}`,
});
const HOSTILE = '<img src=x onerror="window.isStolen=true">';

test('settings of an agent are published by hand within their bounds, told with their reason, and taken back', async () => {
  const { client } = dashboard.fleet;
  await client.tuning.set(AGENT, { settings: { timeoutMs: 900, bySize: { 0: { timeoutMs: 100 } } } });
  const page = await dashboard.open(`/tuning/${AGENT}`);
  await page.getByRole('link', { name: 'Decide by hand …' }).click();
  const form = page.getByRole('region', { name: 'Settings', exact: true });
  const publish = form.getByRole('button', { name: 'Publish' });
  await publish.click();
  await form.getByRole('alert').getByText('settings: Nothing is changed.').waitFor();
  expect(await form.getByLabel('Time-out, ms').inputValue()).toBe('900');
  await form.getByLabel('Concurrency').fill('10001');
  await publish.click();
  await form.locator('.fault', { hasText: 'Expected a whole number from 1 to 10,000, got 10001.' }).waitFor();
  await form.getByLabel('Concurrency').fill('3');
  await form.getByLabel('no breaker').check();
  await form.getByLabel('Time-out, ms').fill('');
  await form.getByLabel('Reason (optional)').fill(HOSTILE);
  await expectAccessible(page);
  await takeScreenshots(page, 'tuning-settings');
  await publish.click();
  await form.getByText('Saved.', { exact: true }).waitFor();
  const settings = { concurrency: 3, breakerThreshold: null, bySize: { 0: { timeoutMs: 100 } } };
  expect((await client.tuning.show(AGENT)).published).toMatchObject({ settings, reason: HOSTILE });

  await page.getByRole('link', { name: 'Back to its settings' }).click();
  const changes = page.getByRole('region', { name: 'Changes by people' });
  await changes.getByText('set concurrency 3, breakerThreshold off; timeoutMs static').waitFor();
  await changes.getByText(HOSTILE).waitFor();
  expect(await page.evaluate('window.isStolen')).toBeUndefined();
  await page.getByRole('button', { name: `All static: ${AGENT}` }).click();
  await page.getByLabel(/^Reason/).fill('looking for a fault');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'All static' }).click();
  await changes.getByText('looking for a fault').waitFor();
  expect((await client.tuning.show(AGENT)).published?.settings).toEqual({});
  // What was just done is not told as what will come.
  await page.getByText(/^Published (now|\d+ s ago) by operator: looking for a fault/).waitFor();
  await takeScreenshots(page, 'tuning-changes');
});

test('what others publish of an agent while its form is open stays as they have it', async () => {
  const { client } = dashboard.fleet;
  const agent = 'order.check';
  await client.tuning.set(agent, { settings: { timeoutMs: 900 } });
  const page = await dashboard.open(`/tuning/${agent}/edit`);
  const form = page.getByRole('region', { name: 'Settings', exact: true });
  await form.getByLabel('Concurrency').fill('3');
  await client.tuning.set(agent, { settings: { timeoutMs: 800, backoffMs: 5 }, merge: true });
  // Any form of the page reads the agent anew.
  const locks = page.getByRole('region', { name: 'Locks', exact: true });
  await locks.getByLabel('Attempts at most').check();
  await locks.getByRole('button', { name: 'Lock' }).click();
  await locks.getByText('locked', { exact: true }).waitFor();
  await form.getByRole('button', { name: 'Publish' }).click();
  await form.getByText('Saved.', { exact: true }).waitFor();
  const settings = { concurrency: 3, timeoutMs: 800, backoffMs: 5 };
  expect((await client.tuning.show(agent)).published?.settings).toEqual(settings);
  expect(await form.getByLabel('Time-out, ms').inputValue()).toBe('800');
});

test('a person locks settings for a time, and unlocks one with a reason', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open(`/tuning/${AGENT}/edit`, { size: 'phone' });
  const form = page.getByRole('region', { name: 'Locks', exact: true });
  await form.getByRole('button', { name: 'Lock' }).click();
  await form.locator('.fault', { hasText: 'Choose a setting.' }).waitFor();
  await form.getByLabel('Concurrency').check();
  await form.getByLabel('All settings by size').check();
  await form.getByLabel('How long').selectOption('for an hour');
  await form.getByLabel('Reason (optional)').fill('a release');
  await form.getByRole('button', { name: 'Lock' }).click();
  await form.getByText('Saved.', { exact: true }).waitFor();
  const { locks } = (await client.tuning.show(AGENT)).policy;
  expect(locks).toMatchObject([
    { setting: 'concurrency', reason: 'a release', until: expect.any(String) },
    { setting: 'bySize', reason: 'a release' },
  ]);
  await page.getByRole('link', { name: 'Back to its settings' }).click();
  await page.getByRole('button', { name: `Unlock: concurrency of ${AGENT}` }).click();
  await page.getByLabel(/^Reason/).fill('the release is over');
  await page.getByRole('dialog').getByRole('button', { name: 'Unlock' }).click();
  const changes = page.getByRole('region', { name: 'Changes by people' });
  await changes.getByText('unlocked concurrency').waitFor();
  await changes.getByText('the release is over').waitFor();
  await changes.getByText('locked concurrency, bySize for 3600 s').waitFor();
});

test('bounds and objective of an agent are set at their fields, and given back to the code', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open(`/tuning/${AGENT}/edit`);
  const bounds = page.getByRole('region', { name: 'Bounds', exact: true });
  const knob = bounds.getByRole('group', { name: 'Attempts at most' });
  await knob.getByLabel(/^least/).fill('5');
  await knob.getByLabel(/^most/).fill('4');
  await bounds.getByRole('button', { name: 'Set the bounds' }).click();
  await knob.getByText('Expected at least 5.').waitFor();
  await knob.getByLabel(/^least/).fill('2');
  await bounds.getByRole('button', { name: 'Set the bounds' }).click();
  await bounds.getByText('Saved.', { exact: true }).waitFor();

  const objective = page.getByRole('region', { name: 'Objective', exact: true });
  await objective.getByRole('button', { name: 'Add a class of steps' }).click();
  const one = objective.getByRole('group', { name: 'Class 1' });
  await objective.getByRole('button', { name: 'Set the objective' }).click();
  await one.getByText('Say a deadline, a value or a penalty, or remove it.').waitFor();
  await one.getByLabel('Priority').selectOption('high');
  await one.getByLabel('Size of the input').selectOption('up to 4 KiB');
  await one.getByLabel('never late').check();
  await one.getByLabel('Value on time').fill('10');
  await objective.getByLabel('Cost of a vain attempt').fill('0.5');
  await expectAccessible(page);
  await takeScreenshots(page, 'tuning-objective');
  await objective.getByRole('button', { name: 'Set the objective' }).click();
  await objective.getByText('Saved.', { exact: true }).waitFor();
  expect((await client.tuning.show(AGENT)).policy).toMatchObject({
    bounds: { maxAttempts: { min: 2, max: 4 } },
    objective: {
      attemptCost: 0.5,
      classes: [{ priority: 'high', size: 2, deadlineS: null, onTimeValue: 10 }],
    },
  });

  await page.reload();
  expect(await knob.getByLabel(/^least/).inputValue()).toBe('2');
  await objective.getByRole('button', { name: 'Remove class 1' }).click();
  await objective.getByLabel('Cost of a vain attempt').fill('');
  await objective.getByRole('button', { name: 'Set the objective' }).click();
  await objective.getByText('Saved.', { exact: true }).waitFor();
  expect((await client.tuning.show(AGENT)).policy.objective).toBeNull();
});

test('what other settings would bring is told by a replay, and too little to replay is told before', async () => {
  const { client } = dashboard.fleet;
  const page = await dashboard.open(`/tuning/${AGENT}`, { allowErrors: [/422/] });
  const form = page.getByRole('region', { name: 'Simulation' });
  const simulate = form.getByRole('button', { name: 'Simulate' });
  await form.getByLabel('Concurrency').fill('0');
  await simulate.click();
  await form.locator('.fault', { hasText: 'Expected a whole number from 1 to 10,000, got 0.' }).waitFor();
  await form.getByLabel('Concurrency').fill('40');
  await simulate.click();
  await form.getByRole('alert').getByText('SIMULATION_TOO_LITTLE').waitFor();
  const items = Array.from({ length: 60 }, (_, n) => ({ input: { order: `o-${n}`, card: 'ok' } }));
  for (const run of await client.submitBatch(buy, items)) {
    if ('error' in run) throw run.error;
    await client.wait(run);
  }
  await form.getByLabel('By the last hours').fill('1');
  await simulate.click();
  const measures = page.getByRole('region', { name: 'What the settings would bring' });
  await measures.getByRole('cell', { name: 'waitP95Ms' }).waitFor();
  await page.getByText(/^By 60 attempts of 60 runs\.$/).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'simulate');
  expect((await client.tuning.show(AGENT)).published?.settings).toEqual({});
});

test('a decision of the optimizer is rolled back or applied by its number, with a reason', async () => {
  const { client } = dashboard.fleet;
  await client.tuning.set(AGENT, { settings: { timeoutMs: 700 } });
  const path = `**/v1/tuning/${AGENT}`;
  const asked: unknown[] = [];
  const page = await dashboard.open(`/tuning/${AGENT}`, {
    onPage: async (opening) => {
      const items = [toDecision(2, null), toDecision(1, 1)];
      await opening.route(`${path}/history`, (route) =>
        route.fulfill({ json: { items, changes: [], stream: null } }),
      );
      for (const action of ['apply', 'rollback'])
        await opening.route(`${path}/${action}`, (route) => {
          asked.push([action, route.request().postDataJSON()]);
          return route.fulfill({ json: {} });
        });
    },
  });
  const decisions = page.getByRole('region', { name: 'Decisions' });
  await decisions.getByText('Decision 1 says why.').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'tuning-decisions');
  for (const [action, number] of [
    ['Roll back', 1],
    ['Apply', 2],
  ] as const) {
    await decisions.getByRole('button', { name: `${action}: decision ${number}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Reason/).fill('by hand');
    await dialog.getByRole('button', { name: action, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  expect(asked).toEqual([
    ['rollback', { decision: 1, reason: 'by hand' }],
    ['apply', { decision: 2, reason: 'by hand' }],
  ]);
});

test('all published settings are switched off with a reason, which the page of the optimizer shows', async () => {
  const page = await dashboard.open('/tuning');
  await page.getByRole('button', { name: 'Switch off: all published settings' }).click();
  await page.getByLabel(/^Reason/).fill('an incident');
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await page.getByText(/Switched off .* by operator\. an incident$/).waitFor();
});

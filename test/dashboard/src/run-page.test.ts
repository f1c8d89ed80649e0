import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { closeDesk, DESK_AGENTS, DESK_WORKFLOWS, openDesk } from './testing/desk.ts';
import { expectAccessible } from './testing/expect-accessible.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';
import { useDashboard } from './testing/use-dashboard.ts';

const dashboard = useDashboard({
  agents: DESK_AGENTS,
  settings: {
    AG06_TRACE_URL: 'http://traces.example/{traceId}',
    AG06_LOGS_URL: 'http://logs.example/?run={runId}&step={step}&attempt={attempt}&worker={worker}',
  },
});

beforeAll(async () => {
  for (const workflow of DESK_WORKFLOWS) await dashboard.fleet.client.workflows.push(workflow);
});

const start = async (workflow: string, input: unknown = null): Promise<string> =>
  (await dashboard.fleet.client.submit(workflow, input)).runId;

/** Starts a run of `look-up` that fails. */
async function startFailing(order: string): Promise<string> {
  closeDesk();
  const runId = await start('look-up', { order });
  await dashboard.fleet.client.wait(runId);
  return runId;
}

const toBe = (page: Page, status: string) =>
  page.locator('h1 .badge', { hasText: new RegExp(`^${status}$`) }).waitFor();

test('a failed run shows its error, stack, input and attempts; a retry makes it complete', async () => {
  const runId = await startFailing('o-<b>7</b>');
  const page = await dashboard.open(`/runs/${runId}`);
  await page.getByRole('heading', { name: 'Failed in find: AGENT_FAILED' }).waitFor();
  await page.getByText('The desk is closed, so nobody looks up o-<b>7</b>.', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Stack' }).getByText('desk.ts').waitFor();
  await page.getByText('2 attempts of desk.look-up').waitFor();
  const { traceId } = await dashboard.fleet.client.get(runId);
  const trace = page.getByRole('link', { name: 'Show its trace' });
  expect(await trace.getAttribute('href')).toBe(`http://traces.example/${traceId}`);
  const logs = page.getByRole('link', { name: 'Show its logs' });
  expect(await logs.getAttribute('href')).toBe(`http://logs.example/?run=${runId}&step=&attempt=&worker=`);
  await page.getByRole('heading', { name: 'Input of find' }).waitFor();
  await page
    .getByRole('region', { name: 'Timeline of the steps' })
    .getByText('attempt 2, failed')
    .waitFor({ state: 'attached' });
  await expectAccessible(page);
  await takeScreenshots(page, 'run-failed');

  openDesk();
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await toBe(page, 'completed');
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText(/^It completed in .*, after 2 retries\.$/).waitFor();
  await result.getByText('found', { exact: true }).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'run-completed');
  expect(await dashboard.fleet.client.wait(runId)).toMatchObject({ output: { found: 'o-<b>7</b>' } });
});

test('a run that waits for people says so, and is mended by a signal, an answer and a closed breaker', async () => {
  const { client } = dashboard.fleet;
  const runId = await start('ask');
  const page = await dashboard.open(`/runs/${runId}`, { size: 'phone', allowErrors: [/422/] });
  await page.getByRole('heading', { name: 'Why it does not move' }).waitFor();
  await page.getByText('sign waits for the signal signature.').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'run-waiting');

  await page.getByRole('button', { name: 'Send the signal signature …' }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page);
  await dialog.getByLabel('name').fill('L');
  await dialog.getByRole('button', { name: 'Send signature' }).click();
  await dialog.getByText('SIGNAL_INVALID').waitFor();
  await dialog.locator('.fault', { hasText: 'fewer than 2 characters' }).waitFor();
  await dialog.getByLabel('name').fill('Lee');
  await dialog.getByRole('button', { name: 'Send signature' }).click();

  // A breaker is known from the first call on.
  await client.wait(await start('call'));
  await client.breakers.open('desk-phone');
  await page.getByRole('button', { name: 'send (answer of decide)' }).click();
  await page.getByRole('button', { name: 'Close the breaker of desk-phone' }).click();
  await toBe(page, 'completed');
  expect(await client.wait(runId)).toMatchObject({ output: ['Lee', 1, 'send'] });
});

test('a run that no worker serves tells how to start one; it is paused, resumed and cancelled', async () => {
  const runId = await start('unserved');
  const page = await dashboard.open(`/runs/${runId}`);
  await page.getByText('wait waits because no worker serves desk.nobody.').waitFor();
  await page.getByRole('button', { name: /^Copy: .*ag06 worker/ }).waitFor();
  await page.getByText(/In an embedded fleet: .*ag06\.agents in package\.json/).waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await toBe(page, 'paused');
  await page.getByRole('button', { name: 'Resume the run' }).click();
  await toBe(page, '(running|waiting)');
  await page.getByRole('button', { name: `Cancel: ${runId}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this run?' });
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await toBe(page, 'cancelled');
  expect((await dashboard.fleet.client.get(runId)).status).toBe('cancelled');
});

test('the slider shows the steps as they were, event by event, and comes back to now', async () => {
  const runId = await startFailing('o-8');
  const page = await dashboard.open(`/runs/${runId}`);
  const row = (step: string) => page.getByRole('row', { name: new RegExp(`^${step} `) });
  await row('find').getByRole('cell', { name: 'failed' }).waitFor();
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await row('find').getByText('pending').waitFor();
  const { seq = 0 } = (await lastEvent(runId, 'step.started', 'find')) ?? {};
  for (let at = 1; at < seq; at++) await page.keyboard.press('ArrowRight');
  await page.getByText(`After event ${seq}`, { exact: true }).waitFor();
  await row('find').getByText('running').waitFor();
  const panel = page.getByRole('region', { name: 'Step find' });
  await row('find').getByRole('button').click();
  await panel.getByText(`As it was after event ${seq}.`).waitFor();
  // The address is what a colleague is sent.
  await page.waitForURL(({ searchParams: of }) => of.get('step') === 'find' && of.get('at') === String(seq));
  await page.reload();
  await panel.getByText(`As it was after event ${seq}.`).waitFor();
  await page.getByText(`After event ${seq}`, { exact: true }).waitFor();
  const attempts = panel.getByRole('region', { name: 'Attempts' }).getByRole('row');
  expect(await attempts.allInnerTexts()).toEqual([
    expect.stringMatching(/^No\./),
    expect.stringMatching(/^1\tretrying\t/),
    'AGENT_FAILED The desk is closed, so nobody looks up o-8.',
    expect.stringMatching(/^2\trunning/),
  ]);
  await panel.getByText('o-8').first().waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'run-past');
  await slider.focus();
  await page.keyboard.press('Home');
  await panel.getByText('It had no input yet.').waitFor();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await row('find').getByRole('cell', { name: 'failed' }).waitFor();
  await panel.getByText('Stack of the last failure').waitFor();
  await page.waitForURL(({ search }) => search === '?step=find');
  const logs = await panel.getByRole('link', { name: 'Logs of attempt 2' }).getAttribute('href');
  const [, second] = (await dashboard.fleet.client.step(runId, 'find')).attempts;
  expect(logs).toBe(`http://logs.example/?run=${runId}&step=find&attempt=2&worker=${second?.worker}`);
});

test('times of a run that lasts over a day have dates', async () => {
  const runId = await startFailing('o-11');
  const page = await dashboard.open(`/runs/${runId}`, {
    onPage: (opening) =>
      opening.route(`**/v1/runs/${runId}`, async (route) => {
        const json: object = await (await route.fetch()).json();
        await route.fulfill({ json: { ...json, createdAt: '2026-01-01T00:00:00.000Z' } });
      }),
  });
  await page.getByText(/: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d /).waitFor();
});

async function lastEvent(runId: string, type: string, step: string) {
  const found = [];
  for await (const event of dashboard.fleet.client.events(runId))
    if (event.type === type && event.step === step) found.push(event);
  return found.at(-1);
}

test('a fork from a step with another input leads to the new run; the old one can be deleted', async () => {
  const runId = await startFailing('o-9');
  openDesk();
  const page = await dashboard.open(`/runs/${runId}`);
  await page.getByRole('button', { name: 'Fork from find …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Input – JSON').fill('{"order":"o-10"}');
  await dialog.getByRole('button', { name: 'Start the fork' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/runs/') && !url.pathname.endsWith(runId));
  await toBe(page, 'completed');
  await page.getByRole('link', { name: runId }).click();
  await page.getByRole('button', { name: `Delete: ${runId}` }).click();
  await page.getByLabel('Type look-up to go on').fill('look-up');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.waitForURL('**/runs');
  await expect(dashboard.fleet.client.get(runId)).rejects.toThrow('RUN_UNKNOWN');
});

test('a step of a thousand items shows a few rows of them, and the last ones when scrolled to', async () => {
  const list = Array.from({ length: 1_000 }, (_, i) => `<img src=x onerror="stolen=${i}">`);
  const runId = await start('many', list);
  await dashboard.fleet.client.wait(runId);
  const page = await dashboard.open(`/runs/${runId}`);
  await page.getByRole('button', { name: 'each', exact: true }).first().click();
  const items = page.getByRole('region', { name: 'Items of each' });
  await items.getByText('stolen=0').waitFor();
  const timeline = page.getByRole('region', { name: 'Timeline of the steps' });
  await timeline.getByText(/attempts drawn of 1,00\d, at most 8 at once\./).waitFor();
  await timeline.scrollIntoViewIfNeeded();
  await takeScreenshots(page, 'run-items');
  await items.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await items.getByText('stolen=999').waitFor();
  expect(await items.getByRole('listitem').count()).toBeLessThan(60);
  const events = page.getByRole('region', { name: 'Events', exact: true }).last();
  expect(await events.getByRole('listitem').count()).toBeLessThan(60);
  await page.getByRole('searchbox', { name: 'Filter' }).fill('completed each[777]');
  await page.getByText(/^1 of \d/).waitFor();
  await events.getByRole('button').first().click();
  await page.getByRole('heading', { name: /^Event \d+: item\.completed/ }).waitFor();
  expect(await page.evaluate('typeof stolen')).toBe('undefined');
  await expectAccessible(page);
});

test('an event of the log is shown with all of its fields, also those that the list leaves out', async () => {
  const runId = await start('many', ['x'.repeat(5_000)]);
  await dashboard.fleet.client.wait(runId);
  const page = await dashboard.open(`/runs/${runId}`);
  await page.getByRole('region', { name: 'Events' }).getByRole('button', { name: '1', exact: true }).click();
  await page.getByRole('heading', { name: 'Event 1: run.accepted' }).waitFor();
  await page.getByRole('region', { name: 'Event 1' }).getByText('input').waitFor();
});

test('a run that does not exist says so, and leads to the list', async () => {
  const page = await dashboard.open('/runs/r0-0mx2e1r3siFcKLHqnRGAm', { allowErrors: [/404/] });
  await page.getByText('RUN_UNKNOWN').waitFor();
  await page.getByRole('link', { name: 'Look for it in the list of runs.' }).waitFor();
});

test('an address names the step that is shown, and the graph keeps its size while the run goes on', async () => {
  const runId = await start('unserved');
  const page = await dashboard.open(`/runs/${runId}?step=wait`);
  await page.getByRole('region', { name: 'Step wait' }).waitFor();
  const graph = page.getByRole('img', { name: /^Graph of 1 step/ });
  const before = await graph.getAttribute('width');
  await page.getByRole('button', { name: 'Larger graph' }).click();
  await page.locator(`.step-graph svg:not([width="${before}"])`).waitFor();
  const larger = await graph.getAttribute('width');
  await dashboard.fleet.client.pause(runId);
  await toBe(page, 'paused');
  await page.getByRole('button', { name: 'Resume the run' }).waitFor();
  expect(await graph.getAttribute('width')).toBe(larger);
  await page.getByRole('button', { name: `Terminate: ${runId}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Terminate this run?' });
  await dialog.getByRole('button', { name: 'Terminate', exact: true }).click();
  await toBe(page, 'cancelled');
  expect((await dashboard.fleet.client.get(runId)).status).toBe('cancelled');
});

test('children that failed come first, each status leads to its list, and a child leads back to its parent', async () => {
  openDesk();
  const { client } = dashboard.fleet;
  const runId = await start('look-up-all', ['lost', 'o-20', 'o-21']);
  await client.wait(runId);
  const page = await dashboard.open(`/runs/${runId}`);
  const children = page.getByRole('region', { name: 'Children' });
  const failed = children.getByRole('listitem').filter({ hasText: 'of each[0]' });
  await failed.getByText('failed').waitFor();
  const rows = children.locator('.children li');
  expect(await rows.allInnerTexts()).toEqual([
    expect.stringContaining('failed'),
    expect.stringContaining('completed'),
    expect.stringContaining('completed'),
  ]);
  await expectAccessible(page);
  await takeScreenshots(page, 'run-children');
  await failed.getByRole('link', { name: 'look-up' }).click();
  await page.getByRole('heading', { name: 'Failed in find: AGENT_FAILED' }).waitFor();
  await page.getByRole('link', { name: runId }).click();
  await children.getByRole('link', { name: '1 failed' }).click();
  await page.locator('.answer').getByText('1 run matches: 1 failed.').waitFor();
  await page.goBack();
  await children.getByRole('link', { name: '3 children in the list of runs' }).click();
  await page
    .locator('.answer')
    .getByText(/^3 runs match/)
    .waitFor();
});

test('an output that is too large for the page is downloaded whole', async () => {
  const input = 'x'.repeat(300_000);
  const runId = await start('parcel', { to: input, weight: 1 });
  await dashboard.fleet.client.wait(runId);
  const page = await dashboard.open(`/runs/${runId}?step=send`);
  for (const [about, name] of [
    ['output of the run', `${runId}.json`],
    ['output of send', `${runId}-send.json`],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: `Download it: ${about}` }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(name);
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({ to: input, weight: 1 });
  }
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from '@ag06/client';
import {
  type RedisServer,
  startRedis,
  startUpFleet,
  type TempDir,
  tempDir,
  type UpFleet,
  until,
} from '@ag06/test-support';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildDashboard } from './testing/build-dashboard.ts';
import { expectAccessible } from './testing/expect-accessible.ts';
import { launchChromium } from './testing/launch-chromium.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';

let redis: RedisServer;
let archive: TempDir;
let fleet: UpFleet;
let browser: Browser;
let client: Client;

jest.setTimeout(180_000);
beforeAll(async () => {
  await buildDashboard();
  [redis, archive] = await Promise.all([startRedis(), tempDir('archive')]);
  const env = {
    AG06_BROKER_URL: redis.url,
    AG06_RETENTION: '1m',
    AG06_ARCHIVE_URL: `file:${archive.path}`,
  };
  [fleet, browser] = await Promise.all([
    startUpFleet('steering', { args: ['--workers', '2'], env }),
    launchChromium(),
  ]);
  client = new Client({ url: fleet.url });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await fleet?.stop();
  await redis?.stop();
  await archive?.remove();
});

async function open(path: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(new URL(path, fleet.url).href);
  return page;
}

/** Sends one command to the server, as RESP. */
async function sendToRedis(...words: readonly string[]): Promise<void> {
  const socket = connect(redis.port, '127.0.0.1');
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  socket.write(`*${words.length}\r\n${parts.join('')}`);
  const [answer] = await once(socket, 'data');
  socket.end();
  if (String(answer).startsWith('-')) throw new Error(String(answer));
}

test('a dead letter is redriven from the page, and becomes its run', async () => {
  await client.workflows.push({
    name: 'hello',
    steps: { greet: { agent: 'core.echo', with: { text: 'Hello' } } },
  });
  const data = { workflow: 'hello', input: { name: '<b>you</b>' } };
  const letter = { queue: 'ag06.submissions', jobId: '1', reason: 'WORKFLOW_UNKNOWN', data, at: Date.now() };
  await sendToRedis('XADD', 'ag06:{g}:dead-letters', '*', 'letter', JSON.stringify(letter));
  const page = await open('/dead-letters');
  await page.getByText('1 delivery set aside, because of WORKFLOW_UNKNOWN.').waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'dead-letter');
  await page.getByRole('button', { name: /^Redrive: / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Redrive' }).click();
  await page.getByText('Nothing is set aside.', { exact: true }).waitFor();
  await page.getByText(/^submitted: r/).waitFor();
  const [run] = (await client.listPage({ workflow: 'hello' })).items;
  expect(await client.wait(run?.runId ?? '')).toMatchObject({ status: 'completed' });
});

test('dead letters of one kind are deleted in one action, after the number was typed', async () => {
  const letter = { queue: 'agent.core.echo', jobId: '2', reason: 'JOB_INVALID', data: null, at: Date.now() };
  for (let n = 0; n < 3; n++)
    await sendToRedis('XADD', 'ag06:{g}:dead-letters', '*', 'letter', JSON.stringify(letter));
  const page = await open('/dead-letters');
  await page.getByRole('button', { name: 'Delete all: JOB_INVALID on agent.core.echo' }).click();
  await page.getByLabel(/^Type 3/).fill('3');
  await page.getByRole('button', { name: 'Delete 3 dead letters' }).click();
  await page.getByRole('dialog').getByText('completed: 3 of 3 done').waitFor();
  expect((await client.fleet.deadLetters()).items).toEqual([]);
});

test('the search finds a dead letter by its id, above all others', async () => {
  const letter = {
    queue: 'agent.core.echo',
    jobId: '3',
    reason: 'JOB_INVALID',
    data: 'found',
    at: Date.now(),
  };
  for (let n = 0; n < 2; n++)
    await sendToRedis('XADD', 'ag06:{g}:dead-letters', '*', 'letter', JSON.stringify(letter));
  const id = (await client.fleet.deadLetters()).items[1]?.id ?? '';
  const page = await open('/');
  await page.getByRole('combobox').fill(id);
  await page.getByRole('option', { name: `dead letter ${id}` }).click();
  const found = page.getByRole('region', { name: `Dead letter ${id}` });
  await found.getByText('JOB_INVALID').waitFor();
  await expectAccessible(page);
  await found.getByRole('button', { name: /^Delete/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await found.waitFor({ state: 'detached' });
  const left = (await client.fleet.deadLetters()).items.map((one) => one.id);
  expect(left).toHaveLength(1);
  expect(left).not.toContain(id);
});

test('a worker is drained from the page: it ends what it has and leaves', async () => {
  const before = (await client.fleet.workers()).items.map(({ id }) => id);
  expect(before).toHaveLength(2);
  const page = await open('/workers');
  await page.getByText('2 workers at work, all well.').waitFor();
  const [id = ''] = before;
  await page.getByRole('button', { name: `Drain: ${id}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drain', exact: true }).click();
  await page.getByRole('button', { name: `Drain: ${id}` }).waitFor({ state: 'detached' });
});

/** Makes the store believe that all runs that have ended did so 90 s earlier. */
const AGE_RUNS = `
for _, list in ipairs(redis.call('KEYS', 'ag06:{p*}:finished')) do
  for i, entry in ipairs(redis.call('LRANGE', list, 0, -1)) do
    local at, id = string.match(entry, '^(%d+)|(.+)$')
    local ended = string.format('%d', tonumber(at) - 90000)
    local run = string.sub(list, 1, -9) .. 'run:' .. id
    local head = redis.call('HGET', run, 'h')
    redis.call('LSET', list, i - 1, ended .. '|' .. id)
    if head then
      head = string.gsub(head, '^([^|]*|[^|]*|[^|]*|[^|]*|)[^|]*', '%1' .. ended)
      redis.call('HSET', run, 'h', head)
    end
  end
end
return 1`;

test('a run that has gone to the archive is searched for there, read whole, and forked from its page', async () => {
  const echo = (value: string) => ({ agent: 'core.echo', with: value });
  await client.workflows.push({
    name: 'kept',
    steps: { a: echo('${input}'), b: { ...echo('${steps.a.output}'), needs: ['a'] } },
    output: '${steps.b.output}',
  });
  const [one, other] = [
    await client.submit('kept', { n: 1 }, { tags: ['<b>one</b>'] }),
    await client.submit('kept', { n: 2 }),
  ];
  for (const run of [one, other]) await client.wait(run);
  await sendToRedis('EVAL', AGE_RUNS, '0');
  const archived = async () => (await client.archive.runPage({ workflow: 'kept' })).items.length;
  await until(async () => (await archived()) === 2, { timeoutMs: 90_000, message: 'both runs are archived' });

  const page = await open('/archive');
  // Runs of the tests before may have gone there earlier, in a segment of their own.
  await page.getByText(/^\d+ runs in \d+ segments?, .*\.$/).waitFor();
  const found = page.getByRole('region', { name: 'Archived runs' });
  await found.getByRole('link', { name: other.runId }).waitFor();
  await found.getByLabel('Status').selectOption('completed');
  await found.getByLabel('Workflow').fill('kept');
  await found.getByLabel('Tag').fill('<b>one</b>');
  await page.keyboard.press('Enter');
  await found.getByText('1 run.', { exact: true }).waitFor();
  expect(await found.getByRole('link').allInnerTexts()).toEqual([one.runId]);
  await found.getByRole('cell', { name: '<b>one</b>' }).waitFor();
  await page.getByRole('button', { name: 'Read all of it' }).click();
  await page.getByText(/read; all as they were written\.$/).waitFor();
  await expectAccessible(page);
  await takeScreenshots(page, 'archive-search');
  await found.getByLabel('Status').selectOption('failed');
  await found.getByRole('button', { name: 'Search the archive' }).click();
  await found.getByText('No archived run matches.').waitFor();
  await found.getByLabel('Status').selectOption('all');
  await found.getByRole('button', { name: 'Search the archive' }).click();
  await found.getByRole('link', { name: one.runId }).click();

  await page.getByText('(in the archive)').waitFor();
  await page.getByRole('button', { name: 'Fork …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Input – JSON').fill('{"n":3}');
  await dialog.getByRole('button', { name: 'Start the fork' }).click();
  await page.waitForURL((url) => /^\/runs\/r/.test(url.pathname) && !url.pathname.endsWith(one.runId));
  const forked = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(await client.wait(forked)).toMatchObject({ status: 'completed', output: { n: 3 } });
});

test('the overview draws each minute of a fleet as its optimizer counts it', async () => {
  await client.workflows.push({
    name: 'counted',
    steps: { say: { agent: 'core.echo', with: 1 } },
  });
  await client.wait(await client.submit('counted', null));
  const page = await open('/');
  const figures = page.getByRole('region', { name: 'Throughput and wait' });
  // A minute is told after its end.
  await figures.getByRole('img', { name: /^Attempts a minute, last hour: / }).waitFor({ timeout: 120_000 });
  await figures.getByText('The hour as a table').click();
  const told = await client.fleet.figures();
  expect(told.items.length).toBeGreaterThan(0);
  const [latest] = told.items.slice(-1);
  await figures.getByRole('cell', { name: latest?.at.slice(11, 16) ?? '', exact: true }).waitFor();
  await expectAccessible(page);
});

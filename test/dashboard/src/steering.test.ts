import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from '@ag06/client';
import { type RedisServer, startRedis, startUpFleet, type UpFleet } from '@ag06/test-support';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildDashboard } from './testing/build-dashboard.ts';
import { expectAccessible } from './testing/expect-accessible.ts';
import { launchChromium } from './testing/launch-chromium.ts';
import { takeScreenshots } from './testing/take-screenshots.ts';

let redis: RedisServer;
let fleet: UpFleet;
let browser: Browser;
let client: Client;

jest.setTimeout(180_000);
beforeAll(async () => {
  await buildDashboard();
  redis = await startRedis();
  const env = { AG06_BROKER_URL: redis.url };
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

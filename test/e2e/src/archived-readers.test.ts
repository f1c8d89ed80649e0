import { Client } from '@ag06/client';
import { type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ageRun } from './age-run.ts';
import { BROKEN, KINDS, LEAF } from './kinds-workflow.ts';
import { readEverything, toLists, toReads } from './read-everything.ts';
import { runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';

const FAILS = {
  name: 'fails',
  steps: { a: { agent: 'core.fail', with: { times: 9 }, retry: { maxAttempts: 1 } } },
};
const STUCK = { name: 'stuck', steps: { a: { signal: 'none' }, b: { agent: 'core.echo', needs: ['a'] } } };
const HASTY = { name: 'hasty', timeout: '50ms', steps: { a: { signal: 'none' } } };
const ORDER = {
  name: 'order',
  attributes: { customer: '${input.customer}', total: '${input.total}' },
  steps: { a: { agent: 'core.echo', with: '${input}' } },
};
const PAIR = { a: '${input.text}', b: '${input.text}' };
/** Its outputs are above the inline limit: of a step, of iterations, of items, of a child, and of the run. */
const LARGE = {
  name: 'large',
  steps: {
    one: { agent: 'core.echo', with: PAIR },
    again: {
      agent: 'core.echo',
      with: { ...PAIR, n: '${iteration}' },
      repeat: { until: '${output.n >= 1}', max: 3 },
    },
    each: { agent: 'core.echo', forEach: [1, 2], with: { ...PAIR, n: '${item}' } },
    child: { workflow: 'leaf', with: PAIR },
    last: { agent: 'core.echo', needs: ['again', 'each', 'child'], with: 1 },
  },
  output: '${steps.one.output}',
};
const TEXT = 'é'.repeat(90_000);

let folder: TempDir;
let fleet: TestFleet;
let client: Client;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  folder = await tempDir('archived');
  env = { AG06_ARCHIVE_URL: `file:${folder.path}` };
  fleet = await TestFleet.start(1, env);
  client = new Client({ url: fleet.url });
  for (const one of [LEAF, BROKEN, KINDS, FAILS, STUCK, HASTY, ORDER, LARGE])
    await client.workflows.push(one);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

/** Makes the store believe that all ended so long ago that they are archived by a dispatcher that keeps runs for a minute. */
async function ageAll(): Promise<void> {
  const redis = new Redis(fleet.redis.port, '127.0.0.1');
  for await (const { runId } of client.list({})) await ageRun(redis, runId, 90_000);
  redis.disconnect();
}

async function archiveAll(): Promise<void> {
  await fleet.dispatcher?.stop();
  const redis = new Redis(fleet.redis.port, '127.0.0.1');
  await redis.del('ag06:{g}:lease:retention');
  await fleet.startDispatcher({ ...env, AG06_RETENTION: '1m' });
  client = new Client({ url: fleet.url });
  const isOver = async () => (await redis.keys('ag06:{p0}:run:*')).length === 0;
  await until(isOver, { timeoutMs: 40_000, message: 'all runs leave the store' });
  redis.disconnect();
}

const cli = async (...args: readonly string[]) =>
  (await runCli([...args], { cwd: folder.path, url: fleet.url })).out;

const isOver = async (runId: string) =>
  ['completed', 'failed', 'cancelled', 'timed_out'].includes((await client.get(runId)).status);

async function post(path: string, body?: unknown, key?: string) {
  const headers = {
    'content-type': 'application/json',
    ...(key !== undefined && { 'idempotency-key': key }),
  };
  const answer = await fetch(`${fleet.url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body ?? {}),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what the test is about
  return { status: answer.status, body: (await answer.json()) as any };
}

async function submit(workflow: string, input: unknown, more: object = {}): Promise<string> {
  const { body } = await post('/v1/runs', { workflow, input, ...more });
  return String(body.runId);
}

async function runKinds(): Promise<string> {
  const runId = await submit('kinds', { n: 1, list: ['x', 'y', 'z'] }, { tags: ['blue', 'red'] });
  await client.signal(runId, 'go', { ok: true });
  await until(async () => (await client.get(runId)).steps.ask?.status === 'waiting');
  for await (const { id } of client.approvals.list({ signal: 'ok' }))
    await client.approvals.answer(id, { choice: 'approve' });
  return runId;
}

/** Runs of all kinds that have ended, by name. */
async function runAll() {
  const kinds = await runKinds();
  const fails = await submit('fails', null);
  await until(() => isOver(fails));
  await client.retry(fails);
  const stuck = await submit('stuck', null, { tags: ['blue'] });
  await client.cancel(stuck);
  const hasty = await submit('hasty', null);
  const orders = [
    await submit('order', { customer: 'c-1', total: 7 }),
    await submit('order', { customer: 'c-2', total: 70 }),
  ];
  const large = await submit('large', { text: TEXT });
  const runs = { kinds, fails, stuck, hasty, large };
  for (const runId of [...Object.values(runs), ...orders]) await until(() => isOver(runId));
  return runs;
}

/** What is asked of each run that has ended, and changes nothing. */
const ASKED = [
  ['cancel'],
  ['pause'],
  ['resume'],
  ['terminate'],
  ['allow', { allow: ['core.echo'] }],
  ['signals/go', { ok: true }],
  ['fork', { from: 'nobody', effects: 'live' }],
  ['fork', { from: 100_000, effects: 'live' }],
] as const;

async function askAll(runs: readonly string[]): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const runId of runs)
    for (const [path, body] of ASKED) answers.push(await post(`/v1/runs/${runId}/${path}`, body));
  return answers;
}

/** Forks a run with recorded effects. Returns what the answer and the end of the fork tell that is not about its id. */
async function forkOf(runId: string, from: string | number) {
  const { status, body } = await post(`/v1/runs/${runId}/fork`, {
    from,
    effects: 'recorded',
    allow: ['core.echo'],
  });
  if (status !== 202) throw new Error(JSON.stringify(body));
  const fork = String(body.runId);
  await until(() => isOver(fork));
  const result = await (await fetch(`${fleet.url}/v1/runs/${fork}/result`)).text();
  const { kept, again, dropped } = body;
  return { kept, again, dropped, result: result.replaceAll(fork, '') };
}

const ORDER_KEYED = { workflow: 'order', input: { customer: 'c-3', total: 1 } };

it('every reader of the API, every list and every command answers about archived runs, to the letter, as before', async () => {
  const runs = await runAll();
  const forkAll = async () => [
    await forkOf(runs.kinds, 'last'),
    await forkOf(runs.large, 'last'),
    await forkOf(runs.large, 'each'),
    await forkOf(runs.large, 12),
  ];
  const forks = await forkAll();
  const keyed = await post('/v1/runs', ORDER_KEYED, 'once');
  await until(() => isOver(keyed.body.runId));
  await ageAll();
  const asked: readonly string[] = Object.values(runs);
  const views = [];
  for await (const { runId } of client.list({})) views.push(await client.get(runId));
  const paths = [
    ...views.filter(({ runId }) => asked.includes(runId)).flatMap(toReads),
    ...toLists(views, asked),
  ];

  const [before, refused] = [await readEverything(fleet.url, paths), await askAll(asked)];
  await archiveAll();
  const after = await readEverything(fleet.url, paths);
  for (const path of paths) expect([path, after[path]]).toEqual([path, before[path]]);
  expect(await askAll(asked)).toEqual(refused);

  // Not in vain: large values, archived runs and answers of every kind were among them.
  const view = await client.get(runs.large);
  expect(view).toMatchObject({ archived: true, large: { bytes: expect.any(Number) } });
  expect(before[`/v1/runs/${runs.large}/result`]).toContain(TEXT);
  expect(before[`/v1/runs/${runs.large}/steps/each/output?item=1`]).toContain(TEXT);

  expect(await forkAll()).toEqual(forks);
  expect(await post('/v1/runs', ORDER_KEYED, 'once')).toMatchObject({
    status: 200,
    body: { runId: keyed.body.runId },
  });
  const retried = await post(`/v1/runs/${runs.fails}/retry`);
  expect(retried).toMatchObject({ status: 409, body: { code: 'RUN_NOT_RETRYABLE' } });
  expect(retried.body.detail).toContain(`Fork it from the step a (POST /v1/runs/${runs.fails}/fork)`);

  for (const runId of [runs.kinds, runs.fails, runs.stuck, runs.large])
    expect(await cli('runs', 'replay', runId)).toMatch(/^same .* \d+ events$/m);
  expect(await cli('runs', 'diff', runs.kinds, runs.fails)).toMatch(/a +status +none → failed/);
  expect((await cli('runs', 'output', runs.large, 'one')).length).toBeGreaterThan(2 * TEXT.length);
}, 240_000);

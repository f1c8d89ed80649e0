import { type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Ended, runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';

const RUNS = 2_000;

let fleet: TestFleet;
let folder: TempDir;
beforeAll(async () => {
  // Nobody serves the agent: every run stays open until somebody ends it.
  fleet = await TestFleet.start(0);
  folder = await tempDir('bulk');
  for (const name of ['many', 'kept']) await fleet.push({ name, steps: { s: { agent: 'no.such' } } });
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const submitMany = async (workflow: string, count: number): Promise<void> => {
  for (let left = count; left > 0; left -= 1_000) {
    const runs = Array.from({ length: Math.min(left, 1_000) }, () => ({ workflow }));
    expect((await fleet.call('POST', '/v1/runs/batch', { runs })).status).toBe(200);
  }
};
const countRuns = async (query: string): Promise<number> => {
  let [count, next] = [0, ''];
  do {
    const { body } = await fleet.call('GET', `/v1/runs?limit=500&${query}${next}`);
    count += (body.items as unknown[]).length;
    next = body.next === undefined ? '' : `&cursor=${body.next}`;
  } while (next !== '');
  return count;
};
const ag06 = (...args: string[]): Promise<Ended> => runCli(args, { cwd: folder.path, url: fleet.url });

it('a bulk whose dispatcher is killed goes on with another one, and counts every run once', async () => {
  await submitMany('many', RUNS);
  await submitMany('kept', 1);
  const body = { filter: { workflow: 'many', status: ['running'] }, action: 'cancel' };
  const taken = await fleet.call('POST', '/v1/runs/bulk', body);
  expect(taken).toMatchObject({ status: 202, body: { matched: RUNS, isExact: true } });
  const path = `/v1/bulk/${taken.body.bulkId}`;
  const done = async () => Number((await fleet.call('GET', path)).body.done);
  await until(async () => (await done()) > 0);
  await fleet.dispatcher?.kill('SIGKILL');

  await fleet.startDispatcher();
  const found = (await fleet.call('GET', path)).body;
  expect(found).toMatchObject({ status: 'running' });
  expect(Number(found.done)).toBeLessThan(RUNS);
  await until(async () => (await fleet.call('GET', path)).body.status === 'completed', { timeoutMs: 60_000 });
  expect((await fleet.call('GET', path)).body).toMatchObject({
    matched: RUNS,
    done: RUNS,
    refused: 0,
    failed: 0,
  });
  expect(await countRuns('workflow=many&status=cancelled')).toBe(RUNS);
  expect(await countRuns('workflow=kept&status=running')).toBe(1);
}, 120_000);

it('ag06 runs bulk counts in a dry run, deletes ended runs, and reports those that it refuses', async () => {
  expect(await ag06('runs', 'bulk', 'delete')).toMatchObject({
    code: 2,
    err: expect.stringMatching('--all'),
  });
  const counted = await ag06('runs', 'bulk', 'delete', '--workflow', 'many', '--dry-run');
  expect(counted).toMatchObject({ code: 0, out: expect.stringMatching(`completed: ${RUNS} match`) });
  expect(await countRuns('workflow=many')).toBe(RUNS);

  const deleted = await ag06('runs', 'bulk', 'delete', '--all', '--json');
  expect(deleted.code).toBe(0);
  expect(JSON.parse(deleted.out)).toMatchObject({
    status: 'completed',
    matched: RUNS + 1,
    done: RUNS,
    refused: 1,
    reasons: [{ code: 'RUN_OPEN' }],
  });
  expect(await countRuns('')).toBe(1);
  expect((await ag06('bulk', 'list')).out).toMatch(/delete \(dry run\)[\s\S]*cancel +completed/);
}, 120_000);

it('ag06 runs explain says why a run does not move, and which command would move it', async () => {
  await fleet.push({
    name: 'stuck',
    steps: { s: { agent: 'no.such' }, t: { agent: 'core.echo', needs: ['s'] } },
  });
  const runId = await fleet.submit('stuck');
  const explained = await ag06('runs', 'explain', runId);
  expect(explained.code).toBe(0);
  expect(explained.out.split('\n')).toEqual([
    'The run is running: 0 of 2 steps are over.',
    's waits because no worker serves no.such.',
    expect.stringMatching('→ Start a worker that serves no.such'),
    't waits for s.',
  ]);
  await fleet.call('POST', `/v1/runs/${runId}/pause`, undefined, { 'x-actor': 'ops' });
  expect((await ag06('runs', 'explain', runId)).out).toMatch(`ag06 runs resume ${runId}`);
  await fleet.call('POST', `/v1/runs/${runId}/cancel`);
  expect((await ag06('runs', 'explain', runId)).out).toMatch(/it is cancelled[.]\n.*RUN_CANCELLED/);
}, 60_000);

it('ag06 workers drain makes a worker take nothing new, hand back what it cannot finish, and exit with 0', async () => {
  const worker = await fleet.startWorker();
  const [, id = ''] = await worker.waitForLine(/"worker":"(w-[0-9a-f]+)"/);
  await fleet.push({ name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 60_000 } } } });
  const runId = await fleet.submit('long');
  await worker.waitForLine(new RegExp(`patient ${runId} started`));
  expect(await ag06('workers', 'drain', id, '--wait')).toMatchObject({ code: 0, out: `${id}  gone` });
  expect(await worker.exited).toMatchObject({ code: 0, signal: null });
  expect((await fleet.call('GET', `/v1/runs/${runId}`)).body).toMatchObject({
    status: 'running',
    steps: { s: { status: 'scheduled', attempt: 1 } },
  });
  expect(await ag06('workers', 'drain', id)).toMatchObject({
    code: 1,
    err: expect.stringMatching('WORKER_UNKNOWN'),
  });
}, 60_000);

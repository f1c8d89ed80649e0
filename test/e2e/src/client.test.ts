import { Client, type RunHandle } from '@ag06/client';
import { findFreePort, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectOneRunOfClient } from './expect-client-submits-once.ts';
import { TestFleet } from './test-fleet.ts';

const ECHO = {
  name: 'echo-client',
  steps: { a: { agent: 'core.echo', with: '${input}' } },
  output: '${steps.a.output}',
};
const STUCK = { name: 'stuck', steps: { a: { agent: 'nobody.serves' } } };

let fleet: TestFleet;
let client: Client;
beforeAll(async () => {
  fleet = await TestFleet.start(1, { AG06_HTTP_PORT: String(await findFreePort()) });
  client = new Client({ url: fleet.url, connections: 4 });
  await client.workflows.push(ECHO);
  await client.workflows.push(STUCK);
}, 60_000);
afterAll(() => fleet.stop());

const again = (env: Readonly<Record<string, string>> = {}) =>
  fleet.startDispatcher({ AG06_HTTP_PORT: new URL(fleet.url).port, ...env });

it('the client submits, waits, reads, lists and cancels', async () => {
  const run = await client.submit(ECHO.name, { n: 1 }, { tags: ['mine'], correlationId: 'order 1' });
  expect(await client.wait(run)).toEqual({ runId: run.runId, status: 'completed', output: { n: 1 } });
  expect(await client.get(run)).toMatchObject({ status: 'completed', steps: { a: { status: 'completed' } } });
  const types: string[] = [];
  for await (const event of client.events(run)) types.push(event.type);
  expect(types.at(-1)).toBe('run.completed');
  const listed: string[] = [];
  for await (const { runId } of client.list({ tag: ['mine'] })) listed.push(runId);
  expect(listed).toEqual([run.runId]);
  const stuck = await client.submit(STUCK.name, null);
  await client.cancel(stuck);
  await client.cancel(stuck);
  expect(await client.wait(stuck)).toMatchObject({ status: 'cancelled', error: { code: 'RUN_CANCELLED' } });
  await expect(client.cancel(run)).rejects.toMatchObject({ code: 'RUN_ENDED', status: 409 });
  await expect(client.wait('r0-000000000abcdefghijkl')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
}, 60_000);

it('the client follows the feed from a position', async () => {
  const stop = new AbortController();
  const feed = client.feed({ workflow: [ECHO.name] }, { signal: stop.signal });
  const types: string[] = [];
  const following = (async () => {
    for await (const { type, runId } of feed) types.push(`${runId} ${type}`);
  })();
  await until(() => feed.lastId !== undefined);
  const { runId } = await client.submit(ECHO.name, 1);
  await until(() => types.includes(`${runId} run.completed`));
  stop.abort(new Error('seen'));
  await expect(following).rejects.toThrow('seen');
  for await (const { type } of client.feed({ run: [runId] }, { after: String(Date.now() - 60_000) })) {
    expect(type).toBe('run.accepted');
    break;
  }
}, 60_000);

it('the client shows a step, the items of a list, and the workflows with their versions', async () => {
  await client.workflows.push({
    type: 'application/yaml',
    text: 'name: listed\nsteps: { e: { forEach: [1, 2, 3], agent: core.echo, with: "${item}" } }',
  });
  const run = await client.submit('listed', null);
  await client.waitForOutput(run);
  const outputs: unknown[] = [];
  for await (const { item, output } of client.items(run, 'e')) outputs.push([item, output]);
  expect(outputs).toEqual([1, 2, 3].map((value, item) => [item, value]));
  const page = await client.itemPage(run, 'e', { limit: 2 });
  expect((await client.itemPage(run, 'e', { cursor: page.next })).items).toHaveLength(1);
  expect(await client.step(run, 'e', { item: 1 })).toMatchObject({ status: 'completed', output: 2 });
  const { items: known } = await client.workflows.list();
  expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining([ECHO.name, 'listed']));
  const { items: versions } = await client.workflows.versions('listed');
  expect(versions).toMatchObject([{ isLatest: true }]);
  expect(await client.workflows.get('listed', { version: versions[0]?.version })).toMatchObject({
    definition: { steps: { e: { forEach: [1, 2, 3] } } },
  });
  expect((await client.listPage({ workflow: 'listed', limit: 1 })).items).toMatchObject([
    { runId: run.runId },
  ]);
}, 60_000);

it('the client shows the fleet, and steers its settings', async () => {
  const { items: workers } = await client.fleet.workers();
  expect(workers).toMatchObject([{ agents: expect.arrayContaining(['core.echo']) }]);
  expect((await client.fleet.agents()).items.map(({ name }) => name)).toContain('core.echo');
  expect((await client.fleet.queues()).items.map(({ agent }) => agent)).toContain('core.echo');
  expect((await client.fleet.deadLetters()).items).toEqual([]);
  expect((await client.fleet.targets()).map(({ labels }) => labels.service)).toContain('dispatcher');
  expect((await client.breakers.list()).items).toEqual([]);
  await expect(client.breakers.open('shop')).rejects.toMatchObject({
    code: 'BREAKER_UNKNOWN',
    status: 404,
    path: '/v1/breakers/shop/open',
  });
  const set = await client.tuning.set('core.echo', { settings: { concurrency: 3 }, reason: 'a trial' });
  expect((await client.tuning.get()).items).toMatchObject([{ agent: 'core.echo', version: set.version }]);
  expect(await client.tuning.switch({ isStatic: true })).toMatchObject({ isStatic: true });
  expect(await client.tuning.switch({ isStatic: false })).toMatchObject({ isStatic: false });
  expect((await client.health()).components.map(({ component }) => component)).toContain('store');
}, 60_000);

it('the client waits for hundreds of runs over four connections, while some runs stay open', async () => {
  const stuck = await client.submitBatch(STUCK.name, Array(6).fill({ input: null }));
  const items = Array.from({ length: 600 }, (_, input) => ({ input }));
  const runs = [...stuck, ...(await client.submitBatch(ECHO.name, items))] as RunHandle[];
  const waits = runs.map((run) => client.wait(run));
  const ends = await Promise.all(waits.slice(6));
  expect(ends.map((end) => end.status === 'completed' && end.output)).toEqual(
    items.map(({ input }) => input),
  );
  for (const run of runs.slice(0, 6)) await client.cancel(run);
  expect((await Promise.all(waits.slice(0, 6))).map(({ status }) => status)).toEqual(
    Array(6).fill('cancelled'),
  );
}, 60_000);

it('the client submits a batch once even if its dispatcher dies in the middle, whatever the size of the batch', async () => {
  await fleet.dispatcher?.stop();
  const faulty = await again({ AG06_TEST_FAULT: 'submit.after-commit:150' });
  const big = 'x'.repeat(10_000);
  const items = Array.from({ length: 300 }, (_, n) => ({ input: `${n} ${big}`, tags: ['big'] }));
  const submitting = client.submitBatch(ECHO.name, [
    ...items,
    { input: 'x'.repeat(1_100_000), tags: ['big'] },
  ]);
  await faulty.exited;
  await again();
  const results = await submitting;
  expect(results.at(-1)).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });
  const runs = results.slice(0, -1) as RunHandle<string>[];
  const outputs = await Promise.all(runs.map((run) => client.waitForOutput(run)));
  expect(outputs.map((output) => Number.parseInt(output, 10))).toEqual(items.map((_, n) => n));
  let count = 0;
  for await (const _ of client.list({ tag: ['big'] })) count++;
  expect(count).toBe(300);
}, 60_000);

it('the client makes one run though its dispatcher dies after the commit, and waits on when another one comes', async () => {
  await expectOneRunOfClient(fleet, client, 'submit.after-commit');
}, 60_000);

it('the client gets the end of a run although dispatchers come and go while it waits', async () => {
  const run = await client.submit(STUCK.name, null);
  const wait = client.wait(run);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await fleet.dispatcher?.kill(signal);
    await again();
  }
  await client.cancel(run);
  expect(await wait).toMatchObject({ status: 'cancelled' });
}, 60_000);

it('the client goes on waiting, and submits once, at its next address when its dispatcher is killed for good', async () => {
  const [doomed, first] = [fleet.dispatcher, fleet.url];
  await fleet.startDispatcher();
  const two = new Client({ url: [first, fleet.url], retryForMs: 0 });
  const run = await two.submit(STUCK.name, null);
  const wait = two.wait(run);
  await doomed?.kill('SIGKILL');
  await two.cancel(run);
  expect(await wait).toMatchObject({ status: 'cancelled' });
  expect(await two.waitForOutput(await two.submit(ECHO.name, 'next'))).toBe('next');
}, 60_000);

import { fileURLToPath } from 'node:url';
import { type ServiceProcess, until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ShopServer } from './shop-server.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./breaker-agents.ts', import.meta.url));
const THRESHOLD = 5;
const PROBES = 1;
const CONCURRENCY = 10;
const WORKERS = 2;
const LANES = 20;
const RUNS = 800;
const shopping = (name: string, agent: string) => ({
  name,
  steps: { call: { agent, with: { url: '${input.url}', n: '${input.n}' } } },
});
const spree = (agent: string) => ({
  name: 'shopping-spree',
  steps: {
    call: {
      agent,
      forEach: '${input.list}',
      concurrency: LANES,
      with: { url: '${input.url}', n: '${item}' },
    },
  },
});
const OTHER = { name: 'other', steps: { a: { agent: 'core.echo', with: 1 } } };

interface BreakerView {
  readonly dependency: string;
  readonly state: string;
  readonly blockedSteps: number;
  readonly transitions: readonly { readonly at: string; readonly to: string }[];
}

let fleet: TestFleet;
let second: ServiceProcess;
/** Of the test that runs: its shop, the agent that calls it, and a workflow of that. */
let shop: ShopServer;
let agent: string;
let workflow: string;
let tests = 0;
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  ({ started: second } = await fleet.startDispatcherBeside());
  const env = { AG06_AGENTS: AGENTS, AG06_CONCURRENCY: String(CONCURRENCY) };
  await Promise.all(Array.from({ length: WORKERS }, () => fleet.startWorker(env)));
  await fleet.push(OTHER);
}, 60_000);
beforeEach(async () => {
  shop = await ShopServer.start();
  agent = `shop.call-${++tests}`;
  workflow = `shopping-${tests}`;
  await fleet.push(shopping(workflow, agent));
});
afterEach(() => shop.stop());
afterAll(async () => {
  await second?.stop();
  await fleet.stop();
});

async function submit(count: number, from = 0): Promise<string[]> {
  const ids: string[] = [];
  for (let first = from; first < from + count; first += 500) {
    const numbers = Array.from({ length: Math.min(500, from + count - first) }, (_, i) => first + i);
    const runs = numbers.map((n) => ({ workflow, input: { url: shop.url, n } }));
    const { body } = await fleet.call('POST', '/v1/runs/batch', { runs });
    ids.push(...(body.results as { runId: string }[]).map(({ runId }) => runId));
  }
  return ids;
}

async function breaker(): Promise<BreakerView | undefined> {
  const { body } = await fleet.call('GET', '/v1/breakers');
  return (body.items as BreakerView[]).find(({ dependency }) => dependency === agent);
}

const probings = async () =>
  (await breaker())?.transitions.filter(({ to }) => to === 'half-open').length ?? 0;

/** When it closed for the first time after this moment; undefined until then. */
async function closedAfter(opened: number): Promise<number | undefined> {
  const closings = ((await breaker())?.transitions ?? [])
    .filter(({ to }) => to === 'closed')
    .map(({ at }) => Date.parse(at));
  return closings.filter((at) => at >= opened).sort((a, b) => a - b)[0];
}

async function countRuns(status: string): Promise<number> {
  let count = 0;
  for (let cursor = ''; ; ) {
    const { body } = await fleet.call(
      'GET',
      `/v1/runs?workflow=${workflow}&status=${status}&limit=500${cursor}`,
    );
    count += (body.items as unknown[]).length;
    if (body.next === undefined) return count;
    cursor = `&cursor=${String(body.next)}`;
  }
}

const allCompleted = (count: number, timeoutMs: number) =>
  until(async () => (await countRuns('completed')) === count, {
    timeoutMs,
    // Each count reads all runs, which must leave the workers time for them.
    everyMs: 200,
    message: 'every run to complete',
  });

async function attemptsOf(ids: readonly string[]): Promise<number[]> {
  const attempts: number[] = [];
  for (const runId of ids) {
    const { body } = await fleet.call('GET', `/v1/runs/${runId}`);
    attempts.push((body.steps as { call: { attempt: number } }).call.attempt);
  }
  return attempts;
}

describe('a service that is dead', () => {
  it('is hardly called, delays nothing else, and gets all waiting steps when it recovers', async () => {
    const ids = await submit(RUNS);
    const submitted = performance.now();
    await until(async () => ((await breaker())?.blockedSteps ?? 0) >= RUNS - THRESHOLD, {
      timeoutMs: 60_000,
      message: 'all steps to be blocked',
    });
    const parkedMs = performance.now() - submitted;
    expect(await fleet.result(await fleet.submit('other'))).toMatchObject({ status: 'completed' });
    const probed = await probings();
    await until(async () => (await probings()) > probed + 1, {
      timeoutMs: 30_000,
      message: 'two more probes',
    });
    const [deadHits, probes] = [shop.failedHits.length, await probings()];
    // First calls begin at once, as many as there are slots.
    expect(deadHits).toBeLessThanOrEqual(WORKERS * CONCURRENCY + THRESHOLD + probes * PROBES);
    shop.mode = 'alive';
    await until(async () => (await breaker())?.state === 'closed', {
      timeoutMs: 30_000,
      message: 'it to close',
    });
    const closed = performance.now();
    await allCompleted(RUNS, 60_000);
    process.stderr.write(
      `${RUNS} steps: parked within ${Math.round(parkedMs)} ms of their submission, all done ${Math.round(performance.now() - closed)} ms after the breaker closed; ${deadHits} calls of the dead service with ${probes} probes\n`,
    );
    const spent = (await attemptsOf(ids)).filter((attempt) => attempt > 1).length;
    expect(spent).toBeLessThanOrEqual(THRESHOLD);
    const served = shop.hits.filter(({ wasAlive }) => wasAlive).map(({ n }) => n);
    expect(served.toSorted((a, b) => a - b)).toEqual(Array.from({ length: RUNS }, (_, n) => n));
    const early = served.slice(0, RUNS / 4).filter((n) => n > RUNS / 2);
    expect(early.length).toBeLessThan(RUNS / 50);
  }, 180_000);
});

describe('a service that dies under load', () => {
  it('is called no more often than calls were in flight, failures open the breaker, and probes', async () => {
    shop.mode = 'alive';
    shop.delayMs = 20;
    const ids = await submit(RUNS);
    await until(() => shop.hits.length > RUNS / 4, { timeoutMs: 30_000, message: 'load' });
    shop.mode = 'dead';
    const inFlight = shop.inFlight;
    const before = shop.hits.length;
    await until(async () => (await breaker())?.state !== 'closed', {
      timeoutMs: 30_000,
      message: 'it to open',
    });
    await until(async () => (await probings()) > 0, { timeoutMs: 30_000, message: 'a probe' });
    const opened = Date.parse((await breaker())?.transitions.find(({ to }) => to === 'open')?.at ?? '');
    const hits = shop.hits.length - before;
    // Some workers had sent a call that had not arrived.
    const sentAtMost = WORKERS * CONCURRENCY;
    const limit = sentAtMost - inFlight + THRESHOLD + (await probings()) * PROBES;
    process.stderr.write(`${inFlight} calls in flight at its death, ${hits} more were made\n`);
    expect(hits).toBeLessThanOrEqual(limit);
    shop.mode = 'alive';
    await allCompleted(RUNS, 60_000);
    // It may be tried at once, and closes as soon as the service is well: from then on there is no bound.
    const closed = await until(async () => closedAfter(opened), { message: 'it to have closed' });
    const late: number[] = [];
    for (const runId of ids) {
      for (const { type, at } of (await fleet.events(runId)) as unknown as { type: string; at: string }[]) {
        const time = Date.parse(at);
        if (type === 'step.started' && time > opened && time < (closed ?? 0)) late.push(time - opened);
      }
    }
    const last = late.length === 0 ? 'none' : `the last after ${Math.max(...late)} ms`;
    process.stderr.write(`Starts while it was open: ${late.length}, ${last}\n`);
    // Each is one of the calls that were counted, or a probe of the service that is well again.
    const probes = (await probings()) * PROBES;
    expect(late.length).toBeLessThanOrEqual(sentAtMost - inFlight + THRESHOLD + probes);
  }, 180_000);
});

describe('a forEach whose service dies', () => {
  it('keeps its lanes until the service recovers, and loses no item', async () => {
    shop.mode = 'alive';
    // So slow that the list cannot be done before the service dies.
    shop.delayMs = 300;
    const list = Array.from({ length: 400 }, (_, n) => n);
    await fleet.push(spree(agent));
    const runId = await fleet.submit('shopping-spree', { url: shop.url, list });
    await until(() => shop.hits.length > 100, { timeoutMs: 30_000, message: 'load' });
    shop.mode = 'dead';
    shop.delayMs = 10;
    const inFlight = shop.inFlight;
    const before = shop.hits.length;
    await until(async () => (await probings()) > 1, { timeoutMs: 20_000, message: 'two probes' });
    const hits = shop.hits.length - before;
    // Some lanes had sent a call that had not arrived.
    expect(inFlight + hits).toBeLessThanOrEqual(LANES + THRESHOLD + (await probings()) * PROBES);
    process.stderr.write(`${inFlight} calls of items in flight at its death, ${hits} more were made\n`);
    shop.mode = 'alive';
    const { status, output } = await fleet.result(runId, 60);
    expect(status).toBe('completed');
    const items = (output as { call: { n: number; attempt: number }[] }).call;
    expect(items.map(({ n }) => n)).toEqual(list);
    // What was in flight when it died spent an attempt at most; no item spent a second one.
    expect(Math.max(...items.map(({ attempt }) => attempt))).toBeLessThanOrEqual(2);
  }, 120_000);
});

describe('a worker that dies with the probe', () => {
  it('frees its probe, and the next probe closes the breaker', async () => {
    await submit(100);
    await until(async () => (await breaker())?.state === 'open', {
      timeoutMs: 30_000,
      message: 'it to open',
    });
    shop.mode = 'holds';
    const before = shop.hits.length;
    const probe = await until(() => shop.hits[before], { timeoutMs: 30_000, message: 'the probe' });
    const killed = fleet.workers.find(({ pid }) => pid === probe?.pid);
    expect(killed).toBeDefined();
    await killed?.kill('SIGKILL');
    shop.mode = 'alive';
    await allCompleted(100, 60_000);
    expect((await breaker())?.state).toBe('closed');
  }, 120_000);
});

import { agent, DependencyFailure, NonRetryable, RateLimited } from '@ag06/agent-kit';
import { type FleetBreakers, parseBreakerDocument } from '@ag06/resilience';
import { loadEvents } from '@ag06/store';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { echo, one, step } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

const DONE = { end: 'done' };
const BLOCKED = { status: 'blocked', attempt: 1, blockedBy: 'breaker:shop' };

/** An agent that depends on a shop, whose breaker opens after `consecutiveFailures`, and what its calls do next. */
function createShop(consecutiveFailures = 1) {
  const shop = { calls: 0, act: async (): Promise<unknown> => 'bought' };
  return Object.assign(shop, {
    agent: agent({
      name: 'x.buy',
      dependency: 'shop',
      breaker: { consecutiveFailures, openFor: '1m' },
      input: z.unknown(),
      handler: () => {
        shop.calls++;
        return shop.act();
      },
    }),
  });
}
const fails = async () => {
  throw new DependencyFailure('The shop is closed.');
};

/** A bench and a worker whose breaker of the shop is open. */
async function withOpenBreaker() {
  const shop = createShop();
  const bench = new SessionBench([shop.agent]);
  const worker = bench.worker();
  shop.act = fails;
  await bench.submit(one('x.buy', { retry: { initialDelay: 60_000 } }));
  await worker.run(bench.take());
  bench.queued.length = 0;
  shop.calls = 0;
  return { shop, bench, worker };
}

async function documentOf(bench: SessionBench) {
  const found = await bench.store.shared.load('breaker', 'shop');
  return found && parseBreakerDocument(found.text);
}

describe('a step whose breaker is open', () => {
  it('is blocked by its claim: it does not start, and its job ends', async () => {
    const { shop, bench, worker } = await withOpenBreaker();
    const runId = await bench.submit(one('x.buy'));
    expect(await worker.run(bench.take())).toEqual(DONE);
    expect(await bench.unitOf(runId, 's')).toMatchObject({ ...BLOCKED, lost: 0 });
    expect(await bench.starts(runId)).toEqual([]);
    const lastError = { message: 'The shop is closed.', step: 's', attempt: 1, run: expect.any(String) };
    expect((await loadEvents(bench.store.runs, runId, 0, 9))?.at(-1)).toMatchObject({ lastError });
    expect(shop.calls).toBe(0);
    expect(worker.parts.slots.get('x.buy')?.inUse).toBe(0);
  });

  it('goes to its queue instead of being claimed eagerly', async () => {
    const { bench, worker } = await withOpenBreaker();
    const steps = { a: echo(), b: step('x.buy', ['a']), c: echo(['a']) };
    const runId = await bench.submit({ name: 'eager', steps });
    await worker.run(bench.take());
    expect(bench.queued.map((activation) => activation.step)).toEqual(['b']);
    expect(await bench.starts(runId)).toEqual(['a 1', 'c 1']);
  });

  it('is known by the plan if its activation says nothing: it is put aside, unspent', async () => {
    const { bench, worker } = await withOpenBreaker();
    const runId = await bench.submit(one('core.echo', { dependency: 'shop' }));
    const activation = bench.take();
    expect(activation.dependency).toBe('shop');
    await worker.run({ ...activation, dependency: undefined });
    expect(await bench.unitOf(runId, 's')).toMatchObject(BLOCKED);
    const blocked = (await bench.events(runId)).find(({ type }) => type === 'step.blocked');
    expect(blocked).toMatchObject({ blockedBy: 'breaker:shop', attempt: 1 });
  });

  it('is the one that an activation names, though the step depends on nothing: it only waits', async () => {
    const { bench, worker } = await withOpenBreaker();
    const runId = await bench.submit(one('core.echo'));
    await worker.run({ ...bench.take(), dependency: 'shop' });
    expect(await bench.unitOf(runId, 's')).toMatchObject(BLOCKED);
  });

  it('holds up no other step', async () => {
    const { bench, worker } = await withOpenBreaker();
    const runId = await bench.submit(one('core.echo'));
    await worker.run(bench.take());
    expect(await bench.statusOf(runId)).toBe('completed');
  });

  it('keeps a lane, with no item in hand', async () => {
    const { shop, bench, worker } = await withOpenBreaker();
    const runId = await bench.submit(one('x.buy', { forEach: [1, 2, 3], concurrency: 2 }));
    await until(() => bench.queued.length === 2, { message: 'two lanes' }).catch(() => {});
    while (bench.queued.length > 0) await worker.run(bench.take());
    const run = await bench.store.runs.loadRun(runId);
    const lanes = [...(run?.units.values() ?? [])].filter(({ blockedBy }) => blockedBy === 'breaker:shop');
    expect(lanes.map(({ item }) => item)).toEqual([undefined, undefined]);
    expect(run?.items.get('s')).toMatchObject({ next: 0, left: 3 });
    expect(shop.calls).toBe(0);
  });
});

describe('a breaker', () => {
  it('puts aside what fails when it has opened meanwhile, with the failure and without spending the attempt', async () => {
    const shop = createShop();
    const bench = new SessionBench([shop.agent]);
    const worker = bench.worker();
    await bench.submit(one('x.buy'));
    await worker.run(bench.take());
    const ends: (() => void)[] = [];
    shop.act = () =>
      new Promise((_, reject) => ends.push(() => reject(new DependencyFailure('The shop burns.'))));
    const ids = [await bench.submit(one('x.buy')), await bench.submit(one('x.buy'))];
    const done = [worker.run(bench.take()), worker.run(bench.take())];
    await until(() => ends.length === 2, { message: 'two calls' });
    for (const end of ends) end();
    await Promise.all(done);
    const [spent, aside] = await Promise.all(ids.map((id) => bench.unitOf(id, 's')));
    expect(spent).toMatchObject({ status: 'retrying', attempt: 2 });
    expect(aside).toMatchObject(BLOCKED);
    const events = await bench.events(ids[1] ?? '');
    expect(events.find(({ type }) => type === 'step.blocked')).toMatchObject({
      blockedBy: 'breaker:shop',
      error: { code: 'DEPENDENCY_FAILED', message: 'The shop burns.' },
    });
  });

  it('puts items aside unspent, however often the items before them in their lanes were tried again', async () => {
    const shop = createShop();
    const bench = new SessionBench([shop.agent]);
    const worker = bench.worker({ eager: false });
    const retry = { maxAttempts: 30, initialDelay: 0 };
    const runId = await bench.submit(one('x.buy', { forEach: [1, 2, 3, 4], concurrency: 2, retry }));
    shop.act = () => Promise.reject(new Error('A bug that passes.'));
    for (let tries = 0; tries < 2 * 22; tries++) await worker.run(bench.take());
    shop.act = async () => 'bought';
    for (let lane = 0; lane < 2; lane++) await worker.run(bench.take());
    const ends: (() => void)[] = [];
    shop.act = () =>
      new Promise((_, reject) => ends.push(() => reject(new DependencyFailure('The shop burns.'))));
    const done = [worker.run(bench.take()), worker.run(bench.take())];
    await until(() => ends.length === 2, { message: 'two calls' });
    for (const end of ends) end();
    await Promise.all(done);
    const lanes = await Promise.all(['s.0', 's.1'].map((lane) => bench.unitOf(runId, lane)));
    expect(lanes).toEqual([
      expect.objectContaining({ status: 'retrying', attempt: 2 }),
      expect.objectContaining(BLOCKED),
    ]);
  });

  it('does not count what says nothing about the dependency', async () => {
    const shop = createShop();
    const bench = new SessionBench([shop.agent]);
    const worker = bench.worker();
    const errors = [
      new NonRetryable('Bad input.'),
      new RateLimited(60_000),
      new TypeError("Cannot read properties of undefined (reading 'price')"),
      new Error('A bug of the agent for some inputs.'),
    ];
    for (const error of errors) {
      shop.act = () => Promise.reject(error);
      await bench.submit(one('x.buy'));
      await worker.run(bench.take());
    }
    shop.act = async () => () => 'no JSON';
    await bench.submit(one('x.buy'));
    await worker.run(bench.take());
    await bench.submit(one('x.buy', { with: { n: '${input.none.such}' } }));
    await worker.run(bench.take());
    bench.queued.length = 0;
    shop.act = async () => 'bought';
    const runId = await bench.submit(one('x.buy'));
    await worker.run(bench.take());
    expect(await bench.statusOf(runId)).toBe('completed');
    await (worker.parts.breakers as FleetBreakers).stop();
    expect(await documentOf(bench)).toMatchObject({
      permits: [],
      totals: { successes: 1, failures: 0, opened: 0 },
    });
  });

  it('counts the attempts of one step once in a row', async () => {
    const shop = createShop(2);
    const bench = new SessionBench([shop.agent]);
    const worker = bench.worker();
    shop.act = fails;
    await bench.submit(one('x.buy', { retry: { maxAttempts: 6, initialDelay: 0 } }));
    for (let i = 0; i < 6; i++) await worker.run(bench.take());
    expect(await documentOf(bench)).toMatchObject({ state: { is: 'closed', failures: 1 } });
    expect((await documentOf(bench))?.totals.failures).toBe(6);
    await bench.submit(one('x.buy'));
    await worker.run(bench.take());
    expect((await documentOf(bench))?.state.is).toBe('open');
  });

  it('tells which step failed last, with its run', async () => {
    const shop = createShop();
    const bench = new SessionBench([shop.agent]);
    shop.act = fails;
    const runId = await bench.submit(one('x.buy'));
    await bench.worker().run(bench.take());
    expect((await documentOf(bench))?.lastError).toMatchObject({
      code: 'DEPENDENCY_FAILED',
      message: 'The shop is closed.',
      run: runId,
      step: 's',
    });
  });

  it('counts attempts that take too long', async () => {
    const shop = createShop();
    const bench = new SessionBench([shop.agent]);
    shop.act = () => new Promise(() => {});
    await bench.submit(one('x.buy', { timeout: 10 }));
    await bench.worker().run(bench.take());
    expect((await documentOf(bench))?.state.is).toBe('open');
  });

  it('gets the permit of a stale activation back', async () => {
    const shop = createShop();
    const bench = new SessionBench([shop.agent]);
    const worker = bench.worker();
    const runId = await bench.submit(one('x.buy'));
    const activation = bench.take();
    await bench.mend(runId, 's');
    expect(await worker.run(activation)).toEqual(DONE);
    await until(async () => (await documentOf(bench))?.permits.length === 0, { message: 'the permit' });
    expect(shop.calls).toBe(0);
  });
});

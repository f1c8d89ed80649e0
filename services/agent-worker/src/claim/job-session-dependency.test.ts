import { agent, DependencyFailure } from '@ag06/agent-kit';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

/** What the calls of a shop do next, and how many there were. */
const createShop = () => ({ calls: 0, act: async (): Promise<unknown> => 'bought' });
const fails = async () => {
  throw new DependencyFailure('The shop is closed.');
};

describe('an agent that names neither a dependency nor a breaker', () => {
  it('has none: its failures, of any kind, hold up nobody else', async () => {
    const shop = createShop();
    const sell = agent({ name: 'x.sell', input: z.unknown(), handler: () => shop.act() });
    const bench = new SessionBench([sell]);
    const worker = bench.worker();
    for (const error of [new Error('A bug.'), new DependencyFailure('Away.')]) {
      shop.act = () => Promise.reject(error);
      for (let i = 0; i < 20; i++) {
        await bench.submit(one('x.sell'));
        await worker.run(bench.take());
      }
    }
    bench.queued.length = 0;
    shop.act = async () => 'sold';
    const runId = await bench.submit(one('x.sell'));
    await worker.run(bench.take());
    expect(await bench.statusOf(runId)).toBe('completed');
    expect(await bench.store.shared.list('breaker')).toEqual([]);
  });
});

describe('an agent whose input tells what it depends on', () => {
  const createMarket = (shop: ReturnType<typeof createShop>) =>
    agent({
      name: 'x.market',
      dependency: (input) => (input as { shop: string }).shop,
      breaker: { consecutiveFailures: 1 },
      input: z.object({ shop: z.string() }),
      handler: () => {
        shop.calls++;
        return shop.act();
      },
    });

  it('has a breaker for each: what waits for one is told so after its claim, what depends on another goes on', async () => {
    const shop = createShop();
    const bench = new SessionBench([createMarket(shop)]);
    const worker = bench.worker();
    shop.act = fails;
    await bench.submit(one('x.market', { with: { shop: 'dead' }, retry: { initialDelay: 60_000 } }));
    await worker.run(bench.take());
    bench.queued.length = 0;
    shop.act = async () => 'bought';
    const ids = [];
    for (const name of ['dead', 'alive'])
      ids.push(await bench.submit(one('x.market', { with: { shop: name } })));
    await worker.run(bench.take());
    await worker.run(bench.take());
    const [dead, alive] = await Promise.all(ids.map((id) => bench.unitOf(id, 's')));
    expect(dead).toMatchObject({ status: 'blocked', blockedBy: 'breaker:dead', attempt: 1 });
    expect(alive).toMatchObject({ status: 'completed' });
  });

  it('has none for an input that names nothing', async () => {
    const shop = createShop();
    const bench = new SessionBench([createMarket(shop)]);
    const runId = await bench.submit(one('x.market', { with: {} }));
    await bench.worker().run(bench.take());
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'failed' });
    expect(await bench.store.shared.list('breaker')).toEqual([]);
  });
});

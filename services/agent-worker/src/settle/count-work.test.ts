import type { METRICS, MetricBook } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { CHAIN, one } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { SessionBench } from '../testing/session-bench.ts';

type CounterKey = {
  [K in keyof MetricBook]: (typeof METRICS)[K] extends { readonly kind: 'counter' } ? K : never;
}[keyof MetricBook];

/** What was counted, as `label,label: count`. */
const countsOf = (bench: SessionBench, key: CounterKey): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...bench.book[key].cells()].map(({ attributes, value }) => [Object.values(attributes).join(), value]),
  );

const waitsOf = (bench: SessionBench): readonly number[] =>
  [...bench.book.queueWait.cells()].map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));

describe('a worker counts', () => {
  it('the first step of a chain as queued, the others as eager, and the ended run', async () => {
    const bench = new SessionBench();
    const from = Date.now();
    await bench.submit(CHAIN);
    await bench.worker().run(bench.take());
    const sinceMs = Date.now() - from;
    expect(waitsOf(bench)).toEqual([1]);
    expect(countsOf(bench, 'eagerSteps')).toEqual({ 'core.echo': 2 });
    expect(countsOf(bench, 'runsEnded')).toEqual({ 'chain,completed': 1 });
    const [duration] = bench.book.runDuration.cells();
    expect(duration).toMatchObject({ attributes: { status: 'completed' } });
    expect((duration?.sum ?? Number.NaN) * 1_000).toBeLessThanOrEqual(sinceMs + 1);
    expect(countsOf(bench, 'retries')).toEqual({});
  });

  it('every step of a chain without eager continuation as queued', async () => {
    const bench = new SessionBench();
    await bench.submit(CHAIN);
    const worker = bench.worker({ eager: false });
    for (let step = 0; step < 3; step++) await worker.run(bench.take());
    expect(waitsOf(bench)).toEqual([3]);
    expect(countsOf(bench, 'eagerSteps')).toEqual({});
  });

  it('an attempt that is retried, and the failure of the run after the last', async () => {
    const bench = new SessionBench();
    await bench.submit(one('core.fail', { with: { times: 9 }, retry: { maxAttempts: 2, initialDelay: 1 } }));
    const worker = bench.worker();
    await worker.run(bench.take());
    expect(countsOf(bench, 'retries')).toEqual({ 'core.fail': 1 });
    expect(countsOf(bench, 'runsEnded')).toEqual({});
    await worker.run(bench.take());
    expect(countsOf(bench, 'retries')).toEqual({ 'core.fail': 1 });
    expect(countsOf(bench, 'runsEnded')).toEqual({ 'one,failed': 1 });
  });

  it('a step that it took over from a lost holder', async () => {
    const { agent, call } = createHeldAgent('x.held');
    const bench = new SessionBench([agent]);
    await bench.submit(one('x.held'));
    const activation = bench.take();
    void bench.worker().run(activation, 1);
    await call(1);
    expect(countsOf(bench, 'deliveriesLost')).toEqual({});
    const second = bench.worker().run(activation, 2);
    (await call(2)).end('done');
    await second;
    expect(countsOf(bench, 'deliveriesLost')).toEqual({ 'x.held': 1 });
    expect(countsOf(bench, 'runsEnded')).toEqual({ 'one,completed': 1 });
  });
});

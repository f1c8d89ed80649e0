import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { UndeliverableJob } from '../broker.ts';
import type { Context } from './describe-broker.ts';
import {
  AGENT,
  activation,
  addressOf,
  CALLS_AT_MOST,
  countsOf,
  DONE,
  holdDeliveries,
  idOf,
  LOCK_MS,
  measureCallMs,
  placeOf,
  serve,
  stepOf,
} from './fixture.ts';

export function describeDeliveries({ createBroker }: Context): void {
  it('that are handed back start on another consumer at once, under a higher number, and not on the same one', async () => {
    const [leaving, staying] = [createBroker(), createBroker()];
    const held = holdDeliveries();
    const one = serve(leaving, held.process);
    await leaving.enqueue([activation('a')]);
    await until(() => one.seen.length === 1);
    const two = serve(staying);
    const stopped = one.consumer.stop();
    const from = performance.now();
    held.end(0, { end: 'delay', delayMs: 0 });
    await until(() => two.seen.length === 1);
    const tookMs = performance.now() - from;
    expect(tookMs / (await measureCallMs(staying))).toBeLessThan(CALLS_AT_MOST);
    expect(two.seen[0]?.delivery).toBe(2);
    await stopped;
    expect(one.seen).toHaveLength(1);
  });

  it('are put back for later', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a')]);
    const { seen } = serve(broker, async ({ delivery }) =>
      delivery === 1 ? { end: 'delay', delayMs: 200 } : DONE,
    );
    await until(async () => (await placeOf(broker, 'a')) === 'delayed');
    await until(() => seen.length === 2);
    expect(seen.map(({ delivery }) => delivery)).toEqual([1, 2]);
  });

  it('report when they were due, with their delay', async () => {
    const before = Date.now();
    const broker = createBroker();
    await broker.enqueue([activation('a'), { ...activation('b'), delayMs: 300 }]);
    const after = Date.now();
    // The broker asked the database for its time meanwhile, which it knows no better than to that, and a millisecond.
    const unsureMs = after - before + 1;
    const { seen } = serve(broker);
    await until(() => seen.length === 2);
    const [first = Number.NaN, second = Number.NaN] = seen.map(({ dueAt }) => dueAt);
    expect(first).toBeGreaterThanOrEqual(before - unsureMs);
    expect(first).toBeLessThanOrEqual(after + unsureMs);
    expect(Math.abs(second - first - 300)).toBeLessThanOrEqual(unsureMs);
  });

  it('report their end once the queue has acknowledged it', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a'), activation('b')]);
    const told: string[] = [];
    broker.serve(AGENT, {
      concurrency: 1,
      process: async (delivery) => (stepOf(delivery) === 'a' ? DONE : { end: 'delay', delayMs: 60_000 }),
      onError: () => {},
      onEnded: (jobId, { end }) => told.push(`${jobId} ${end}`),
    });
    await until(() => told.length === 2);
    expect(told.toSorted()).toEqual([`${idOf('a')} done`, `${idOf('b')} delay`]);
    expect(await broker.locate([addressOf('a'), addressOf('b')])).toEqual(['absent', 'delayed']);
  });

  it('whose process rejects come back, later each time, and are set aside with their reason after the fifth time', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('bad'), activation('good')]);
    const [dead, errors, seen]: [UndeliverableJob[], Error[], string[]] = [[], [], []];
    broker.serve(AGENT, {
      concurrency: 1,
      process: async (delivery) => {
        seen.push(stepOf(delivery) ?? '');
        if (stepOf(delivery) === 'bad') throw new Error('a defect');
        return DONE;
      },
      onError: (error) => errors.push(error),
      onDead: async (job) => {
        dead.push(job);
      },
    });
    await until(async () => dead.length > 0 && (await placeOf(broker, 'bad')) === 'absent');
    expect(dead).toMatchObject([{ queue: `agent.${AGENT}`, jobId: idOf('bad'), reason: 'PROCESS_REJECTED' }]);
    expect(JSON.parse(dead[0]?.data ?? '')).toMatchObject({ step: 'bad' });
    expect(seen.toSorted()).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'good']);
    expect(errors.some(({ cause }) => cause instanceof Error && cause.message === 'a defect')).toBe(true);
  });

  it('keep their lock however long they take', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('slow')]);
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    const before = performance.now();
    const delivery = await until(() => seen[0]);
    const first = delivery?.lockedSince() ?? 0;
    expect(first).toBeLessThan(performance.now());
    expect(first).toBeGreaterThan(before - 1_000);
    await until(() => (delivery?.lockedSince() ?? 0) > first + LOCK_MS);
    expect(await placeOf(broker, 'slow')).toBe('locked');
    held.release();
    await until(async () => (await placeOf(broker, 'slow')) === 'absent');
    expect(seen).toHaveLength(1);
  });

  it('are at most as many at once as the concurrency, also after a change', async () => {
    const broker = createBroker();
    await broker.enqueue(['a', 'b', 'c'].map((step) => activation(step)));
    const held = holdDeliveries();
    const { seen, consumer } = serve(broker, held.process);
    await until(() => seen.length === 1);
    const from = performance.now();
    consumer.setConcurrency(3);
    await until(() => seen.length === 3);
    const tookMs = performance.now() - from;
    expect(tookMs / (await measureCallMs(broker))).toBeLessThan(CALLS_AT_MOST);
    consumer.setConcurrency(1);
    await broker.enqueue(['d', 'e'].map((step) => activation(step)));
    held.end(0);
    held.end(1);
    await until(async () => (await countsOf(broker))?.active === 1);
    expect(seen).toHaveLength(3);
    held.end(2);
    await until(() => seen.length === 4);
    held.release();
    await until(() => seen.length === 5);
    held.release();
  });

  it('in hand are waited for by stop, which may be called twice and takes nothing more', async () => {
    const broker = createBroker();
    const held = holdDeliveries();
    const { seen, consumer } = serve(broker, held.process);
    await broker.enqueue([activation('a'), activation('b')]);
    await until(() => seen.length === 1);
    let isStopped = false;
    const stops = Promise.all([consumer.stop(), consumer.stop()]).then(() => {
      isStopped = true;
    });
    expect(await placeOf(broker, 'a')).toBe('locked');
    expect(isStopped).toBe(false);
    held.release();
    await stops;
    await consumer.stop();
    consumer.setConcurrency(5);
    expect(await broker.locate([addressOf('a'), addressOf('b')])).toEqual(['absent', 'queued']);
    expect(seen).toHaveLength(1);
    const other = serve(createBroker());
    await until(() => other.seen.length === 1);
    expect(other.seen.map(stepOf)).toEqual(['b']);
  });

  it('end once the broker is closed, which may be called twice', async () => {
    const broker = createBroker();
    serve(broker);
    await broker.close();
    await broker.close();
    expect(() => serve(broker)).toThrow('closed');
    await expect(broker.enqueue([activation('a')])).rejects.toThrow('closed');
  });
}

import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-broker.ts';
import { AGENT, activation, addressOf, countsOf, holdDeliveries, idOf, serve, stepOf } from './fixture.ts';

const QUEUE = 'agent.x';

/** Changes of a queue by a dashboard or another BullMQ client. */
export function describeHeldBack({ brokers, createBroker }: Context): void {
  it('report that they are paused, deliver nothing until they are resumed, and then everything in order', async () => {
    const broker = createBroker();
    await using queue = brokers().openQueue(QUEUE);
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    await broker.enqueue([activation('in-hand')]);
    await until(() => seen.length === 1);
    await broker.enqueue([activation('second', { priorityKey: 50 })]);
    expect(await countsOf(broker)).not.toHaveProperty('heldBack');
    await queue.it.pause();
    await broker.enqueue([activation('first', { priorityKey: 40 }), activation('last', { priorityKey: 90 })]);
    held.end(0, { end: 'delay', delayMs: 0 });
    await until(async () => (await countsOf(broker))?.active === 0);
    const state = (await broker.inspect([AGENT, 'empty'])).get(AGENT);
    expect(state).toMatchObject({ heldBack: 'paused', head: { ageMs: expect.any(Number) } });
    expect((await broker.inspect(['empty'])).get('empty')).not.toHaveProperty('heldBack');
    expect(await broker.locate(['first', 'second', 'last'].map(addressOf))).toEqual(Array(3).fill('queued'));
    expect((await broker.findTurns([addressOf('last')]))[0]?.ahead).toBeGreaterThanOrEqual(2);
    expect(seen.map(stepOf)).toEqual(['in-hand']);
    await queue.it.resume();
    for (let n = 1; n < 5; n++) {
      await until(() => seen.length === n + 1);
      held.end(n);
    }
    expect(seen.map(stepOf)).toEqual(['in-hand', 'in-hand', 'first', 'second', 'last']);
    await until(async () => (await broker.inspect([AGENT])).get(AGENT)?.active === 0);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 0, delayed: 0 });
  });

  it('report a global concurrency while it is used up, and go on when it is removed', async () => {
    const broker = createBroker();
    await using queue = brokers().openQueue(QUEUE);
    await queue.it.setGlobalConcurrency(1);
    const held = holdDeliveries();
    const { seen, consumer } = serve(broker, held.process, 5);
    expect(await countsOf(broker)).not.toHaveProperty('heldBack');
    await broker.enqueue(['a', 'b', 'c'].map((step) => activation(step)));
    await until(async () => seen.length === 1 && (await countsOf(broker))?.heldBack === 'concurrency');
    // With slots to spare it does not ask again and again meanwhile.
    const asked = new Set<number>();
    for (let n = 0; n < 40; n++) {
      await broker.countJobs([AGENT]);
      asked.add(consumer.progressedAt());
    }
    expect(asked.size).toBeLessThan(10);
    held.end(0);
    await until(() => seen.length === 2);
    expect(await countsOf(broker)).toMatchObject({ waiting: 1, active: 1, heldBack: 'concurrency' });
    await queue.it.removeGlobalConcurrency();
    expect(await countsOf(broker)).not.toHaveProperty('heldBack');
    held.end(1);
    await until(() => seen.length === 3);
    held.release();
  });

  it('report a rate limit while it is used up, and go on when it is removed', async () => {
    const broker = createBroker();
    await using queue = brokers().openQueue(QUEUE);
    await queue.it.setGlobalRateLimit(1, 600_000);
    const { seen, consumer } = serve(broker);
    expect(await countsOf(broker)).not.toHaveProperty('heldBack');
    await broker.enqueue([activation('a', { priorityKey: 31 }), activation('b', { priorityKey: 32 })]);
    await until(async () => (await countsOf(broker))?.active === 0 && seen.length === 1);
    expect(await countsOf(broker)).toMatchObject({ waiting: 1, heldBack: 'rate' });
    // A worker that does not ask for minutes would look dead.
    const askedAt = consumer.progressedAt();
    await until(() => consumer.progressedAt() > askedAt);
    expect(seen.map(({ jobId }) => jobId)).toEqual([idOf('a')]);
    await queue.it.removeGlobalRateLimit();
    await until(() => seen.length === 2);
    expect(await countsOf(broker)).not.toHaveProperty('heldBack');
  });

  it('report that an entry queue is paused', async () => {
    const broker = createBroker();
    await using queue = brokers().openQueue('entry.held');
    await queue.it.pause();
    await queue.it.add('start', {});
    expect(await broker.countEntryJobs('entry.held')).toMatchObject({ waiting: 1, heldBack: 'paused' });
    await queue.it.resume();
    expect(await broker.countEntryJobs('entry.held')).toEqual({ waiting: 1, active: 0, delayed: 0 });
  });
}

import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  activation,
  addressOf,
  DONE,
  holdDeliveries,
  serve,
  startTestBrokers,
} from './fixtures/test-brokers.ts';

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

describe('setConcurrency', () => {
  it('a raised concurrency takes more jobs at once, though nothing ends or arrives', async () => {
    const broker = brokers.createBroker();
    await broker.enqueue(['a', 'b', 'c'].map((step) => activation(step)));
    const { process, release } = holdDeliveries();
    const { seen, consumer } = serve(broker, process);
    await until(() => seen.length === 1);
    // Without a wake-up it would look again only when a delivery ends, and none ends before all three are seen.
    consumer.setConcurrency(3);
    await until(() => seen.length === 3);
    release();
  });

  it('a lowered concurrency takes no more jobs than it says', async () => {
    const broker = brokers.createBroker();
    let inHand = 0;
    let most = 0;
    const countInHand = async () => {
      inHand += 1;
      most = Math.max(most, inHand);
      await new Promise((resolve) => setImmediate(resolve));
      inHand -= 1;
      return DONE;
    };
    const { seen, consumer } = serve(broker, countInHand, 3);
    consumer.setConcurrency(1);
    await broker.enqueue(['a', 'b', 'c', 'd'].map((step) => activation(step)));
    await until(() => seen.length === 4);
    expect(most).toBe(1);
  });

  it('a new concurrency wakes no consumer that was stopped', async () => {
    const broker = brokers.createBroker();
    const { seen, consumer } = serve(broker);
    await consumer.stop();
    consumer.setConcurrency(5);
    await broker.enqueue([activation('a')]);
    const other = serve(brokers.createBroker());
    await until(() => other.seen.length === 1);
    expect(seen).toEqual([]);
  });
});

describe('stop', () => {
  it('stop waits for deliveries in hand, and may be called twice', async () => {
    const broker = brokers.createBroker();
    const { process, release } = holdDeliveries();
    const { seen, consumer } = serve(broker, process);
    await broker.enqueue([activation('a'), activation('b')]);
    await until(() => seen.length === 1);
    let isStopped = false;
    const stops = Promise.all([consumer.stop(), consumer.stop()]).then(() => {
      isStopped = true;
    });
    expect(await broker.locate([addressOf('a')])).toEqual(['locked']);
    expect(isStopped).toBe(false);
    release();
    await stops;
    await consumer.stop();
    expect(await broker.locate([addressOf('a'), addressOf('b')])).toEqual(['absent', 'queued']);
    expect(seen).toHaveLength(1);
  });

  it('stop hands a delivery in hand back, and another consumer gets it', async () => {
    const [leaving, staying] = [brokers.createBroker(), brokers.createBroker()];
    const { process, release } = holdDeliveries();
    const one = serve(leaving, process);
    await leaving.enqueue([activation('a')]);
    await until(() => one.seen.length === 1);
    const two = serve(staying);
    const stopped = one.consumer.stop();
    release({ end: 'delay', delayMs: 0 });
    await until(() => two.seen.length === 1);
    expect(two.seen[0]?.delivery).toBe(2);
    await stopped;
    expect(one.seen).toHaveLength(1);
  });
});

it('a consumer puts a delivery back for later', async () => {
  const broker = brokers.createBroker();
  await broker.enqueue([activation('a')]);
  const { seen } = serve(broker, async ({ delivery }) =>
    delivery === 1 ? { end: 'delay', delayMs: 60_000 } : DONE,
  );
  await until(async () => (await broker.locate([addressOf('a')]))[0] === 'delayed');
  expect(await broker.countJobs(['x'])).toEqual(new Map([['x', { waiting: 0, active: 0, delayed: 1 }]]));
  expect(seen).toHaveLength(1);
});

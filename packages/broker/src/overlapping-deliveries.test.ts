import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Broker, Delivery, DeliveryEnd } from './broker.ts';
import { activation, addressOf, DONE, idOf, startTestBrokers } from './fixtures/test-brokers.ts';

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

/** Serves agent `x`; each delivery ends when the test resolves its end. */
function serveByHand(broker: Broker) {
  const seen: Delivery[] = [];
  const ends: PromiseWithResolvers<DeliveryEnd>[] = [];
  const errors: string[] = [];
  const consumer = broker.serve('x', {
    concurrency: 5,
    process: (delivery) => {
      const end = Promise.withResolvers<DeliveryEnd>();
      seen.push(delivery);
      ends.push(end);
      return end.promise;
    },
    onError: (error) => errors.push(error.message),
  });
  return { consumer, seen, ends, errors };
}

/** The job of step `a` is in hand; its lock gets lost, and it comes a second time. */
async function overlap(broker: Broker) {
  const served = serveByHand(broker);
  await broker.enqueue([activation('a')]);
  await until(() => served.seen.length === 1);
  await brokers.redis.del(`bull:agent.x:${idOf('a')}:lock`);
  await until(() => served.seen.length === 2);
  return served;
}

const isGone = async (broker: Broker) => (await broker.locate([addressOf('a')]))[0] === 'absent';

describe('a job that comes again into the process that still runs it', () => {
  it('ends as the newer delivery decides, without an error about the older', async () => {
    const broker = brokers.createBroker();
    const { consumer, seen, ends, errors } = await overlap(broker);
    const known = errors.length;
    ends[1]?.resolve(DONE);
    await until(() => isGone(broker));
    ends[0]?.resolve({ end: 'delay', delayMs: 0 });
    await consumer.stop();
    expect(await isGone(broker)).toBe(true);
    expect(seen).toHaveLength(2);
    expect(errors.slice(known)).toEqual([]);
  });

  it('is waited for by stop in both its deliveries', async () => {
    const broker = brokers.createBroker();
    const { consumer, ends } = await overlap(broker);
    ends[1]?.resolve(DONE);
    await until(() => isGone(broker));
    const order: string[] = [];
    const stopped = consumer.stop().then(() => order.push('stopped'));
    await until(async () => (await readers()) === 0);
    order.push('older ends');
    ends[0]?.resolve(DONE);
    await stopped;
    expect(order).toEqual(['older ends', 'stopped']);
  });
});

/** Connections of BullMQ workers. */
async function readers(): Promise<number> {
  const clients = String(await brokers.redis.client('LIST'));
  return clients.split(` name=bull:`).length - 1;
}

describe('the lock of a delivery', () => {
  it('is known to be held from the moment its fetch was sent', async () => {
    const broker = brokers.createBroker();
    const { seen, ends } = serveByHand(broker);
    const before = performance.now();
    await broker.enqueue([activation('a')]);
    const delivery = await until(() => seen[0]);
    expect(delivery?.lockedSince()).toBeGreaterThan(before);
    expect(delivery?.lockedSince()).toBeLessThan(performance.now());
    ends[0]?.resolve(DONE);
  });

  it('is not taken for held again when another has it', async () => {
    const broker = brokers.createBroker();
    const { seen, ends, errors } = serveByHand(broker);
    await broker.enqueue([activation('a')]);
    const delivery = await until(() => seen[0]);
    await brokers.redis.set(`bull:agent.x:${idOf('a')}:lock`, 'another');
    const takenAt = performance.now();
    await until(() => errors.some((message) => message.includes('could not renew lock')));
    expect(delivery?.lockedSince()).toBeLessThan(takenAt);
    ends[0]?.resolve(DONE);
  });
});

import { until } from '@ag06/test-support';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  activation,
  DONE,
  holdDeliveries,
  serve,
  startTestBrokers,
  stepOf,
} from './fixtures/test-brokers.ts';

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

const ROUNDS = 10;
const STEPS = ['a', 'b'];

/** Workers that wait for jobs right now. */
async function waitingReaders(): Promise<number> {
  return String(await brokers.redis.client('LIST')).split('cmd=bzpopmin').length - 1;
}

it('gives what is handed back to another worker within 100 ms, and never takes it again itself', async () => {
  const staying = brokers.createBroker();
  const begun = new Map<string, number>();
  const noteBegin = async (delivery: { jobId: string }) => {
    begun.set(delivery.jobId, performance.now());
    return DONE;
  };
  for (let round = 1; round <= ROUNDS; round++) {
    const leaving = brokers.createBroker();
    const { process, release } = holdDeliveries();
    // With free slots, so that it goes on reading while it holds some.
    const { seen, consumer } = serve(leaving, process, 5);
    await leaving.enqueue(STEPS.map((step) => activation(step, { dispatch: round })));
    await until(() => seen.length === STEPS.length);
    const other = serve(staying, noteBegin);
    await until(async () => (await waitingReaders()) === 2);
    const stopped = consumer.stop();
    const handedBackAt = performance.now();
    release({ end: 'delay', delayMs: 0 });
    await stopped;
    await until(() => other.seen.length === STEPS.length);
    expect(seen).toHaveLength(STEPS.length);
    expect(other.seen.map(stepOf).toSorted()).toEqual(STEPS);
    expect(other.seen.every(({ delivery }) => delivery > 1)).toBe(true);
    expect(Math.min(...begun.values()) - handedBackAt).toBeLessThan(100);
    begun.clear();
    await other.consumer.stop();
  }
});

it('takes nothing that arrives after stop was called, and keeps nobody else from it', async () => {
  const [leaving, staying] = [brokers.createBroker(), brokers.createBroker()];
  for (let round = 1; round <= ROUNDS; round++) {
    const idle = serve(leaving, async () => DONE, 5);
    const other = serve(staying, async () => DONE, 5);
    await until(async () => (await waitingReaders()) === 2);
    const stopped = idle.consumer.stop();
    await staying.enqueue([activation('late', { dispatch: round })]);
    const from = performance.now();
    await until(() => other.seen.length === 1);
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(idle.seen).toEqual([]);
    await Promise.all([stopped, other.consumer.stop()]);
  }
});

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
/**
 * A wait is compared with those for new jobs, which are measured in turn on the same machine. Who is not woken waits
 * for the end of its blocking read: seconds, where a new job takes some milliseconds.
 */
const TIMES_AT_MOST = 20;

/** Of most rounds: in one of them the machine may have stood still. */
const medianOf = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

/** Workers that wait for jobs right now. */
async function waitingReaders(): Promise<number> {
  return String(await brokers.redis.client('LIST')).split('cmd=bzpopmin').length - 1;
}

it('a job that is handed back goes to another worker about as soon as a new one, and never to the same again', async () => {
  const staying = brokers.createBroker();
  const waits: { handedBack: number[]; fresh: number[] } = { handedBack: [], fresh: [] };
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
    waits.handedBack.push(Math.min(...begun.values()) - handedBackAt);
    begun.clear();
    const sentAt = performance.now();
    await staying.enqueue([activation('fresh', { dispatch: round })]);
    await until(() => begun.size === 1);
    waits.fresh.push(Math.min(...begun.values()) - sentAt);
    begun.clear();
    await other.consumer.stop();
  }
  expect(medianOf(waits.handedBack)).toBeLessThan(TIMES_AT_MOST * medianOf(waits.fresh));
});

it('a consumer takes nothing that arrives after stop was called, and other consumers get it', async () => {
  const [leaving, staying] = [brokers.createBroker(), brokers.createBroker()];
  const waits: { late: number[]; fresh: number[] } = { late: [], fresh: [] };
  for (let round = 1; round <= ROUNDS; round++) {
    const idle = serve(leaving, async () => DONE, 5);
    const begun: number[] = [];
    const noteBegin = async () => {
      begun.push(performance.now());
      return DONE;
    };
    const other = serve(staying, noteBegin, 5);
    await until(async () => (await waitingReaders()) === 2);
    const stopped = idle.consumer.stop();
    const sentLateAt = performance.now();
    await staying.enqueue([activation('late', { dispatch: round })]);
    await until(() => begun.length === 1);
    waits.late.push((begun[0] ?? 0) - sentLateAt);
    const sentAt = performance.now();
    await staying.enqueue([activation('fresh', { dispatch: round })]);
    await until(() => begun.length === 2);
    waits.fresh.push((begun[1] ?? 0) - sentAt);
    expect(idle.seen).toEqual([]);
    await Promise.all([stopped, other.consumer.stop()]);
  }
  expect(medianOf(waits.late)).toBeLessThan(TIMES_AT_MOST * medianOf(waits.fresh));
});

import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import type { Broker } from '../broker.ts';
import type { Context } from './describe-broker.ts';
import {
  AGENT,
  activation,
  holdDeliveries,
  idOf,
  LOCK_MS,
  placeOf,
  STALLED_INTERVAL_MS,
  serve,
  stepOf,
} from './fixture.ts';

export function describeRecovery({ brokers, createBroker }: Context): void {
  const overlap = async (broker: Broker) => {
    const held = holdDeliveries();
    const served = serve(broker, held.process, 5);
    await broker.enqueue([activation('a')]);
    await until(() => served.seen.length === 1);
    await brokers().loseLock(idOf('a'));
    await until(() => served.seen.length === 2);
    return { ...served, held };
  };

  it('delivers a job whose lock was lost again, under a higher number', async () => {
    const [lost, other] = [createBroker(), createBroker()];
    const held = holdDeliveries();
    const one = serve(lost, held.process);
    await lost.enqueue([activation('a')]);
    await until(() => one.seen.length === 1);
    await brokers().loseLock(idOf('a'));
    expect(await placeOf(other, 'a')).not.toBe('locked');
    const two = serve(other);
    await until(() => two.seen.length === 1);
    expect(two.seen[0]?.delivery).toBeGreaterThan(one.seen[0]?.delivery ?? 0);
    held.release();
  });

  it('returns a job to the queue even if no consumer lives', async () => {
    const [holding, caring] = [createBroker(), createBroker()];
    const held = holdDeliveries();
    const { seen, consumer } = serve(holding, held.process);
    await holding.enqueue([activation('a'), activation('b', { agent: 'y' })]);
    await until(() => seen.length === 1);
    // A consumer that stops fetches nothing more.
    const stopped = consumer.stop();
    await brokers().loseLock(idOf('a'));
    await until(async () => {
      await caring.recoverStalled([AGENT, 'y']);
      return (await placeOf(caring, 'a')) === 'queued';
    });
    held.release();
    await stopped;
    const other = serve(caring);
    await until(() => other.seen.length === 1);
    expect(other.seen[0]?.delivery).toBe(2);
  });

  it('leaves a job whose lock is held where it is', async () => {
    const [holding, caring] = [createBroker(), createBroker()];
    const held = holdDeliveries();
    const { seen } = serve(holding, held.process);
    await holding.enqueue([activation('a')]);
    await until(() => seen.length === 1);
    const until2Checks = performance.now() + LOCK_MS + 3 * STALLED_INTERVAL_MS;
    await until(async () => {
      await caring.recoverStalled([AGENT]);
      return performance.now() > until2Checks;
    });
    expect(await placeOf(caring, 'a')).toBe('locked');
    expect(seen).toHaveLength(1);
    held.release();
  });

  it('rejects calls with a code while the database is away, or answers them later', async () => {
    const { interrupt } = brokers();
    const broker = createBroker();
    await broker.enqueue([activation('a')]);
    if (interrupt === undefined) return;
    const job = { agent: AGENT, jobId: idOf('a') };
    let asked: Promise<PromiseSettledResult<unknown>[]> | undefined;
    await interrupt(() => {
      asked = Promise.allSettled([
        ...[broker.countJobs([AGENT]), broker.inspect([AGENT]), broker.peek([AGENT]), broker.locate([job])],
        ...[broker.findTurns([job]), broker.findLongestWaits([AGENT]), broker.recoverStalled([AGENT])],
        ...[broker.enqueue([activation('b')]), broker.remove([{ agent: AGENT, jobId: idOf('c') }])],
      ]);
    });
    for (const outcome of (await asked) ?? []) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ name: 'BrokerError', code: 'BROKER_UNAVAILABLE' });
    }
    await until(async () => (await placeOf(broker, 'a')) === 'queued');
  });

  describe('of a job that comes again into the process that still runs it', () => {
    it('ends it as the newer delivery decides, without an error about the older', async () => {
      const broker = createBroker();
      const { consumer, seen, held, errors } = await overlap(broker);
      await until(() => errors.length > 0);
      const known = errors.length;
      held.end(1);
      await until(async () => (await placeOf(broker, 'a')) === 'absent');
      held.end(0, { end: 'delay', delayMs: 0 });
      await consumer.stop();
      expect(await placeOf(broker, 'a')).toBe('absent');
      expect(seen).toHaveLength(2);
      expect(errors.slice(known)).toEqual([]);
    });

    it('renews the newer one’s lock when the older has ended', async () => {
      const broker = createBroker();
      const { seen, held } = await overlap(broker);
      held.end(0);
      const since = seen[1]?.lockedSince() ?? 0;
      await until(() => (seen[1]?.lockedSince() ?? 0) > since + LOCK_MS);
      expect(await placeOf(broker, 'a')).toBe('locked');
      held.end(1);
      await until(async () => (await placeOf(broker, 'a')) === 'absent');
    });
  });

  it('goes on by itself when the database was away and is back', async () => {
    const { interrupt } = brokers();
    if (interrupt === undefined) return;
    const broker = createBroker();
    const { seen } = serve(broker);
    await broker.enqueue([activation('a')]);
    await until(() => seen.length === 1);
    let late: Promise<void> | undefined;
    await interrupt(() => {
      late = broker.enqueue([activation('b')]);
    });
    await late;
    await until(() => seen.map(stepOf).includes('b'), { timeoutMs: 15_000 });
    await until(async () => (await placeOf(broker, 'b')) === 'absent', { timeoutMs: 15_000 });
    await broker.enqueue([activation('c')]);
    await until(() => seen.map(stepOf).includes('c'), { timeoutMs: 15_000 });
  });
}

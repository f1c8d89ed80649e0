import { until } from '@ag06/test-support';
import { afterEach, expect, it, jest } from '@jest/globals';
import type { Context } from './describe-broker.ts';
import { activation, DONE, holdDeliveries, idOf, placeOf, serve, stepOf } from './fixture.ts';

const HOUR_MS = 3_600_000;

/** Hosts whose clocks are wrong. Only where the database has a clock of its own. */
export function describeClocks(context: Context): void {
  afterEach(() => void jest.restoreAllMocks());
  const setHostClock = (aheadMs: number) => {
    jest.restoreAllMocks();
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
  };
  const has = () => context.brokers().hasOwnClock;

  it('deliver a job that a host an hour ahead has delayed when its delay is over', async () => {
    if (!has()) return;
    setHostClock(HOUR_MS);
    await context.createBroker().enqueue([activation('a', { delayMs: 50 })]);
    setHostClock(0);
    const { seen } = serve(context.createBroker());
    await until(() => seen.length === 1);
    expect(seen.map(stepOf)).toEqual(['a']);
  });

  it('deliver a due job to a host that is an hour behind', async () => {
    if (!has()) return;
    await context.createBroker().enqueue([activation('a', { delayMs: 50 })]);
    setHostClock(-HOUR_MS);
    const { seen } = serve(context.createBroker());
    await until(() => seen.length === 1);
  });

  it('deliver nothing early to a host that is an hour ahead', async () => {
    if (!has()) return;
    const broker = context.createBroker();
    await broker.enqueue([activation('late', { delayMs: HOUR_MS / 2 })]);
    setHostClock(HOUR_MS);
    const { seen } = serve(broker);
    await broker.enqueue([activation('now')]);
    await until(() => seen.length === 1);
    expect(seen.map(stepOf)).toEqual(['now']);
    expect(await placeOf(broker, 'late')).toBe('delayed');
  });

  it('deliver a job that a host an hour ahead hands back to the next consumer', async () => {
    if (!has()) return;
    setHostClock(HOUR_MS);
    const held = holdDeliveries();
    const ahead = serve(context.createBroker(), held.process);
    await context.createBroker().enqueue([activation('a')]);
    await until(() => ahead.seen.length === 1);
    const stopped = ahead.consumer.stop();
    held.end(0, { end: 'delay', delayMs: 0 });
    await stopped;
    setHostClock(0);
    const { seen } = serve(context.createBroker());
    await until(() => seen.length === 1);
    expect(seen[0]?.jobId).toBe(idOf('a'));
  });

  it('report to a host with a wrong clock how long a delivery has waited', async () => {
    if (!has()) return;
    setHostClock(-HOUR_MS);
    const broker = context.createBroker();
    await broker.enqueue([activation('a')]);
    const ages = async () => (await broker.inspect(['x'])).get('x')?.head?.ageMs ?? Number.NaN;
    expect(await ages()).toBeLessThan(HOUR_MS / 2);
    const { seen } = serve(broker, async () => DONE);
    await until(() => seen.length === 1);
    expect(Math.abs(Date.now() - (seen[0]?.dueAt ?? 0))).toBeLessThan(HOUR_MS / 2);
  });

  it('keep the locks of a host that is an hour behind, and recover the jobs that it lost', async () => {
    if (!has()) return;
    setHostClock(-HOUR_MS);
    const behind = context.createBroker();
    const held = holdDeliveries();
    const { seen } = serve(behind, held.process);
    await behind.enqueue([activation('a')]);
    await until(() => seen.length === 1);
    setHostClock(0);
    const right = context.createBroker();
    expect(await placeOf(right, 'a')).toBe('locked');
    await right.recoverStalled(['x']);
    await right.recoverStalled(['x']);
    expect(await placeOf(right, 'a')).toBe('locked');
    held.release();
  });
}

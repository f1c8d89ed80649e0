import { type Ageing, PRIORITY_KEY_REBASE, type Priority, toPriorityKey } from '@ag06/contracts';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-broker.ts';
import {
  activation,
  CALLS_AT_MOST,
  countsOf,
  holdDeliveries,
  measureCallMs,
  serve,
  stepOf,
} from './fixture.ts';

export function describeEnqueue({ createBroker }: Context): void {
  it('come by key, and in order within one', async () => {
    const broker = createBroker();
    const keys = { a: 40, b: 10, c: 40, d: 5 };
    await broker.enqueue(
      Object.entries(keys).map(([step, priorityKey]) => activation(step, { priorityKey })),
    );
    const { seen } = serve(broker);
    await until(() => seen.length === 4);
    expect(seen.map(stepOf)).toEqual(['d', 'b', 'a', 'c']);
    expect(seen[0]).toMatchObject({
      agent: 'x',
      delivery: 1,
      data: { v: 1, step: 'd', attempt: 1, dispatch: 1 },
    });
  });

  it.each<[what: string, ageing: Ageing, order: readonly string[]]>([
    [
      'a step overtakes new ones of the next level after its ageing',
      60_000,
      ['bulk', 'low', 'critical', 'high'],
    ],
    ['an older step comes first without any ageing', 0, ['bulk', 'low', 'high', 'critical']],
    ['levels come one after the other where priority is strict', null, ['critical', 'high', 'low', 'bulk']],
  ])('come in the order of the ageing with which they were sent: %s', async (_, ageing, order) => {
    const broker = createBroker();
    // Shortly before keys are lowered, when they are the largest.
    const now = PRIORITY_KEY_REBASE * 1_000;
    const waits: readonly (readonly [level: Priority, waitedMs: number])[] = [
      ['critical', 0],
      ['high', 10_000],
      ['bulk', 300_000],
      ['low', 190_000],
    ];
    await broker.enqueue(
      waits.map(([level, waitedMs]) =>
        activation(level, { priorityKey: toPriorityKey(now - waitedMs, level, 0, ageing) }),
      ),
    );
    const { seen } = serve(broker);
    await until(() => seen.length === waits.length);
    expect(seen.map(stepOf)).toEqual(order);
  });

  it('are one job however often they are added', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a'), activation('a')]);
    await Promise.all([broker.enqueue([activation('a')]), broker.enqueue([activation('a')])]);
    expect(await countsOf(broker)).toEqual({ waiting: 1, active: 0, delayed: 0 });
  });

  it('are dropped while their job is in hand, and added again once it has ended', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a')]);
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    await until(() => seen.length === 1);
    await broker.enqueue([activation('a')]);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 1, delayed: 0 });
    held.end(0);
    await until(async () => (await countsOf(broker))?.active === 0);
    await broker.enqueue([activation('a')]);
    await until(() => seen.length === 2);
    held.release();
  });

  it('wait for their time', async () => {
    const broker = createBroker();
    const { seen } = serve(broker);
    const from = performance.now();
    await broker.enqueue([activation('later', { delayMs: 300 }), activation('now')]);
    await until(() => seen.length === 2);
    expect(seen.map(stepOf)).toEqual(['now', 'later']);
    expect(performance.now() - from).toBeGreaterThan(280);
  });

  it('are counted as due when their time has come and no consumer has fetched them', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('soon', { delayMs: 20 }), activation('later', { delayMs: 600_000 })]);
    await until(async () => (await countsOf(broker))?.due === 1);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 0, delayed: 2, due: 1 });
    const { seen } = serve(broker);
    await until(() => seen.length === 1);
    await until(async () => (await countsOf(broker))?.active === 0);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 0, delayed: 1 });
  });

  it('of several agents go to their own queues in one call', async () => {
    const broker = createBroker();
    await broker.enqueue([activation('a'), activation('b', { agent: 'y' }), activation('c', { agent: 'z' })]);
    const counts = await broker.countJobs(['x', 'y', 'z', 'empty']);
    expect([...counts.values()].map(({ waiting }) => waiting)).toEqual([1, 1, 1, 0]);
    expect([...counts.keys()]).toEqual(['x', 'y', 'z', 'empty']);
  });

  it('wake a consumer that waits', async () => {
    const broker = createBroker();
    const { seen } = serve(broker);
    await broker.enqueue([activation('a')]);
    await until(() => seen.length === 1);
    const other = createBroker();
    await measureCallMs(other);
    const from = performance.now();
    await other.enqueue([activation('b')]);
    await until(() => seen.length === 2);
    const tookMs = performance.now() - from;
    expect(tookMs / (await measureCallMs(other))).toBeLessThan(CALLS_AT_MOST);
  });
}

import type { Delivery, DeliveryEnd, OutgoingActivation } from '@ag06/broker';
import { describe, expect, test } from '@jest/globals';
import { MemoryQueue } from './memory-queue.ts';

const RUN_ID = 'r0-000000000aaaaaaaaaaaa';
const DONE: DeliveryEnd = { end: 'done' };
const idOf = (step: string): string => `${RUN_ID}.${step}.d1`;
const activation = (step: string, more: Partial<OutgoingActivation> = {}): OutgoingActivation => ({
  agent: 'x',
  runId: RUN_ID,
  step,
  attempt: 1,
  dispatch: 1,
  delayMs: 0,
  priorityKey: 31,
  traceparent: undefined,
  ...more,
});

/** A consumer whose deliveries end when the test says so. */
function serve(queue: MemoryQueue, concurrency: number) {
  const held = new Map<string, PromiseWithResolvers<DeliveryEnd>>();
  const order: string[] = [];
  const errors: string[] = [];
  const process = ({ jobId }: Delivery): Promise<DeliveryEnd> => {
    const step = jobId.split('.').at(-2) ?? '';
    order.push(step);
    const end = Promise.withResolvers<DeliveryEnd>();
    held.set(step, end);
    return end.promise;
  };
  const consumer = queue.serve({ concurrency, process, onError: ({ message }) => errors.push(message) });
  const end = async (step: string, how: DeliveryEnd = DONE) => {
    held.get(step)?.resolve(how);
    await new Promise(setImmediate);
  };
  const reject = async (step: string) => {
    held.get(step)?.reject(new Error('broken'));
    await new Promise(setImmediate);
  };
  return { consumer, order, errors, end, reject };
}

describe('a queue in memory', () => {
  test('delivers the most urgent job first, then the oldest, and no more than its consumer takes', async () => {
    const queue = new MemoryQueue('x', Date.now);
    for (const step of ['b', 'c']) queue.add(activation(step));
    queue.add(activation('a', { priorityKey: 1 }));
    expect(queue.turn(idOf('c'))).toMatchObject({ ahead: 2 });
    expect(queue.peek()).toBe(1);
    const { order, end, consumer } = serve(queue, 1);
    expect(order).toEqual(['a']);
    expect(queue.state()).toMatchObject({ waiting: 2, active: 1, delayed: 0, head: { jobId: idOf('b') } });
    await end('a');
    expect(order).toEqual(['a', 'b']);
    consumer.setConcurrency(2);
    expect(order).toEqual(['a', 'b', 'c']);
  });

  test('drops a job whose id is there, and removes one that nobody has taken', async () => {
    const queue = new MemoryQueue('x', Date.now);
    for (const step of ['a', 'a', 'b']) queue.add(activation(step));
    expect(queue.state().waiting).toBe(2);
    const { end } = serve(queue, 1);
    queue.remove(idOf('a'));
    queue.remove(idOf('b'));
    expect([queue.place(idOf('a')), queue.place(idOf('b'))]).toEqual(['locked', 'absent']);
    await end('a');
    expect(queue.place(idOf('a'))).toBe('absent');
  });

  test('keeps a delayed job back, and one that its process puts back', async () => {
    const queue = new MemoryQueue('x', Date.now);
    queue.add(activation('later', { delayMs: 2 ** 32 }));
    queue.add(activation('again'));
    const { order, end } = serve(queue, 5);
    await end('again', { end: 'delay', delayMs: 1_000_000 });
    expect(queue.state()).toMatchObject({ waiting: 0, active: 0, delayed: 2 });
    expect(order).toEqual(['again']);
    queue.clear();
    expect(queue.state().delayed).toBe(0);
  });

  test('delivers a job again at once that is put back without a delay', async () => {
    const queue = new MemoryQueue('x', Date.now);
    queue.add(activation('a'));
    const first = serve(queue, 1);
    const stopped = first.consumer.stop();
    await first.end('a', { end: 'delay', delayMs: 0 });
    await stopped;
    expect(queue.place(idOf('a'))).toBe('queued');
    const second = serve(queue, 1);
    expect([first.order, second.order]).toEqual([['a'], ['a']]);
  });

  test('has a job come back whose process rejects', async () => {
    const queue = new MemoryQueue('x', Date.now);
    queue.add(activation('a'));
    const { errors, reject } = serve(queue, 1);
    await reject('a');
    expect(errors).toEqual(['A process rejected; its job comes back.']);
    expect(queue.place(idOf('a'))).toBe('delayed');
    queue.clear();
  });

  test('lowers priority keys above a bound, in their order and never below 1', () => {
    const queue = new MemoryQueue('x', Date.now);
    for (const [step, priorityKey] of [
      ['a', 5],
      ['b', 50],
      ['c', 100],
    ] as const)
      queue.add(activation(step, { priorityKey }));
    queue.rebase(60, 10);
    expect(serve(queue, 3).order).toEqual(['b', 'a', 'c']);
  });
});

import { describe, expect, test } from '@jest/globals';
import { Slots } from './slots.ts';

const open = () => new AbortController().signal;

describe('Slots', () => {
  test('hands out at most the limit', () => {
    const slots = new Slots(2);
    const first = slots.tryAcquire();
    expect([first, slots.tryAcquire()]).not.toContain(undefined);
    expect(slots.tryAcquire()).toBeUndefined();
    expect(slots.inUse).toBe(2);
    first?.();
    expect(slots.tryAcquire()).toBeDefined();
  });

  test('a release that is called twice frees one slot', () => {
    const slots = new Slots(2);
    const release = slots.tryAcquire();
    slots.tryAcquire();
    release?.();
    release?.();
    expect(slots.inUse).toBe(1);
  });

  test('serves those who wait in the order they came, and nobody overtakes them', async () => {
    const slots = new Slots(1);
    const release = slots.tryAcquire();
    const served: number[] = [];
    const waits = [1, 2, 3].map(async (caller) => {
      const done = await slots.acquire(open());
      served.push(caller);
      done();
    });
    expect(slots.waiting).toBe(3);
    release?.();
    expect(slots.tryAcquire()).toBeUndefined();
    await Promise.all(waits);
    expect(served).toEqual([1, 2, 3]);
    expect([slots.inUse, slots.waiting]).toEqual([0, 0]);
  });

  test('who gives up waiting leaves the line and costs no slot', async () => {
    const slots = new Slots(1);
    const release = slots.tryAcquire();
    const controller = new AbortController();
    const given = slots.acquire(controller.signal);
    const patient = slots.acquire(open());
    controller.abort(new Error('gave up'));
    await expect(given).rejects.toThrow('gave up');
    expect(slots.waiting).toBe(1);
    release?.();
    (await patient)();
    expect(slots.inUse).toBe(0);
  });

  test('an aborted signal gets no slot, even if one is free', async () => {
    const slots = new Slots(1);
    await expect(slots.acquire(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    expect(slots.inUse).toBe(0);
  });

  test('raising the limit serves those who wait; lowering it takes nothing back', async () => {
    const slots = new Slots(0);
    const waits = [slots.acquire(open()), slots.acquire(open()), slots.acquire(open())];
    slots.limit = 2;
    const releases = await Promise.all(waits.slice(0, 2));
    expect([slots.inUse, slots.waiting]).toEqual([2, 1]);
    slots.limit = 1;
    releases[0]?.();
    expect([slots.inUse, slots.waiting]).toEqual([1, 1]);
    releases[1]?.();
    await waits[2];
    expect([slots.inUse, slots.waiting]).toEqual([1, 0]);
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the limit %p', (limit) => {
    expect(() => new Slots(limit)).toThrow(RangeError);
  });
});

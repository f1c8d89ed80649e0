import { Slots } from '@ag06/resilience';
import { expect, it } from '@jest/globals';
import { Reservations } from './reservations.ts';

it('promises the slot at hand first, then free ones, and gives back what nobody took', () => {
  const slots = new Slots(2);
  const reserved = new Reservations();
  const own = slots.tryAcquire();
  if (own !== undefined) reserved.add('x', own);
  expect(reserved.reserve('x', slots)).toBe(true);
  expect(slots.inUse).toBe(1);
  expect(reserved.reserve('x', slots)).toBe(true);
  expect(reserved.reserve('x', slots)).toBe(false);
  expect(reserved.reserve('unserved', undefined)).toBe(false);
  const taken = reserved.take('x');
  reserved.releaseAll();
  expect(slots.inUse).toBe(1);
  taken?.();
  expect(slots.inUse).toBe(0);
});

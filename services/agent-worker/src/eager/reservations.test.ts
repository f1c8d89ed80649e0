import type { CallingStep } from '@ag06/engine';
import { Slots } from '@ag06/resilience';
import type { RunContext } from '@ag06/runtime';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { Reservations } from './reservations.ts';

const context = { meta: { workflow: 'w' } } as RunContext;
const step = (agent: string) => ({ agent }) as CallingStep;

function create(slots: Slots, allows = true) {
  const parts = {
    agents: new Map(),
    slots: new Map([['x', slots]]),
    pauses: { find: () => undefined },
    rates: { tryTake: () => 'free' },
  } as unknown as Parts;
  return new Reservations(parts, { allows: () => allows });
}

it('Reservations promises the slot at hand first, then free ones, and gives back what nobody took', () => {
  const slots = new Slots(2);
  const reserved = create(slots);
  const own = slots.tryAcquire();
  if (own !== undefined) reserved.add('x', own);
  expect(reserved.promise(context, step('x'), false)).toBe(true);
  expect(slots.inUse).toBe(1);
  expect(reserved.promise(context, step('x'), false)).toBe(true);
  expect(reserved.promise(context, step('x'), true)).toBe(false);
  expect(reserved.promise(context, step('unserved'), false)).toBe(false);
  const taken = reserved.take('x');
  reserved.releaseAll();
  expect(slots.inUse).toBe(1);
  taken?.();
  expect(slots.inUse).toBe(0);
});

it('Reservations takes no slot for a step with which its job may not go on', () => {
  const slots = new Slots(2);
  expect(create(slots, false).promise(context, step('x'), false)).toBe(false);
  expect(slots.inUse).toBe(0);
});

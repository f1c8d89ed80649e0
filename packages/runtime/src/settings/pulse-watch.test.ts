import { expect, it } from '@jest/globals';
import { PulseWatch } from './pulse-watch.ts';

const pulse = (version: number) => ({ name: '*live', version, changedAt: 0, text: '' });

it('an optimizer that never was does not live', () => {
  const watch = new PulseWatch();
  watch.see(undefined, 5);
  expect(watch.isLive(5)).toBe(false);
});

it('an optimizer lives for a minute after each new version of its pulse', () => {
  const watch = new PulseWatch();
  watch.see(pulse(1), 1_000);
  watch.see(pulse(2), 50_000);
  watch.see(pulse(2), 100_000);
  expect(watch.isLive(109_999)).toBe(true);
  expect(watch.isLive(110_000)).toBe(false);
  watch.see(pulse(3), 120_000);
  expect(watch.isLive(121_000)).toBe(true);
});

it('a pulse that was there before counts from its own time', () => {
  const watch = new PulseWatch();
  expect(watch.needsAge(pulse(7))).toBe(true);
  watch.see(pulse(7), 1_000, 3_600_000);
  expect(watch.isLive(1_000)).toBe(false);
  expect(watch.needsAge(pulse(7))).toBe(false);
});

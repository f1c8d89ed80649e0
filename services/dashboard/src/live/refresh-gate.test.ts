import { expect, test } from '@jest/globals';
import { RefreshGate } from './refresh-gate.ts';

/** A gate on a clock of its own. */
function createGate(leastMs: number) {
  let now = 0;
  let due: { at: number; act: () => void } | undefined;
  const refreshedAt: number[] = [];
  const timers = {
    now: () => now,
    set: (act: () => void, ms: number) => {
      due = { at: now + ms, act };
      return due;
    },
    clear: () => {
      due = undefined;
    },
  };
  const advanceTo = (to: number) => {
    while (due !== undefined && due.at <= to) {
      const { at, act } = due;
      now = at;
      due = undefined;
      act();
    }
    now = to;
  };
  return { gate: new RefreshGate(() => refreshedAt.push(now), leastMs, timers), advanceTo, refreshedAt };
}

test('the first event refreshes at once, and a flood of events once in a while', () => {
  const { gate, advanceTo, refreshedAt } = createGate(1_000);
  for (let at = 0; at <= 3_000; at += 10) {
    advanceTo(at);
    gate.note();
  }
  advanceTo(10_000);
  expect(refreshedAt).toEqual([50, 1_050, 2_050, 3_050]);
});

test('no event is lost: the last one is followed by a refresh', () => {
  const { gate, advanceTo, refreshedAt } = createGate(1_000);
  gate.note();
  advanceTo(60);
  gate.note();
  advanceTo(5_000);
  expect(refreshedAt).toEqual([50, 1_050]);
  advanceTo(9_000);
  expect(refreshedAt).toHaveLength(2);
});

test('a gate that was stopped refreshes no more', () => {
  const { gate, advanceTo, refreshedAt } = createGate(1_000);
  gate.note();
  gate.stop();
  advanceTo(5_000);
  expect(refreshedAt).toEqual([]);
});

import { expect, it } from '@jest/globals';
import { drawPauses } from './draw-pauses.ts';
import { VirtualClock } from './virtual-clock.ts';

it('a virtual clock lets events happen in the order of their time, and those of one time as they were told', () => {
  const clock = new VirtualClock();
  const seen: (readonly [string, number])[] = [];
  const note = (name: string) => () => void seen.push([name, clock.now]);
  clock.at(3, note('third'));
  clock.after(1, () => {
    note('first')();
    clock.after(1, note('second'));
  });
  clock.at(3, note('last'));
  clock.at(5, note('never'));
  clock.passTo(4);
  expect(seen).toEqual([
    ['first', 1],
    ['second', 2],
    ['third', 3],
    ['last', 3],
  ]);
  expect(clock.now).toBe(4);
});

it('what is due while the machine stands happens at the end of the pause', () => {
  const pauses = [
    { from: 2, to: 5 },
    { from: 4, to: 6 },
  ];
  const clock = new VirtualClock(pauses);
  const seen: number[] = [];
  for (const t of [1, 3, 5.5, 7]) clock.at(t, () => void seen.push(clock.now));
  clock.passTo(10);
  expect(seen).toEqual([1, 6, 6, 7]);
  expect([1.9, 2, 5.9, 6].map((t) => clock.isPaused(t))).toEqual([false, true, true, false]);
});

it('pauses are drawn by the seed, and lie within the play', () => {
  const pauses = drawPauses(40, 180, 7);
  expect(drawPauses(40, 180, 7)).toEqual(pauses);
  expect(drawPauses(40, 180, 8)).not.toEqual(pauses);
  for (const { from, to } of pauses) {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(180);
    expect(to - from).toBeGreaterThanOrEqual(0.499);
  }
  expect(pauses.map(({ from }) => from)).toEqual(pauses.map(({ from }) => from).sort((a, b) => a - b));
});

import type { WorkerSecond } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { WorkerPauses } from './worker-pauses.ts';

const AT = 1_800_000_000_000;

/** Of a worker that runs something, unless it says otherwise. */
const second = (s: number, inflight = 1): WorkerSecond => ({
  t: AT + 1_000 * s,
  cpuShare: 0.1,
  loopShare: 0.1,
  memoryShare: 0.1,
  agents: inflight === 0 ? {} : { 'x.a': { inflight, limit: 10 } },
});

/** Until when a worker was held up that reports in these seconds, in seconds; undefined: it never was. */
function heldUp(...seconds: readonly WorkerSecond[]): number | undefined {
  const pauses = new WorkerPauses();
  for (const one of seconds) pauses.see('w', one);
  const until = pauses.heldUpUntil('w');
  return until === 0 ? undefined : (until - AT) / 1_000;
}

it('A worker at work that reports late was held up until then, and the last time counts', () => {
  expect(heldUp(second(0), second(1), second(2.4))).toBeUndefined();
  expect(heldUp(second(0), second(5), second(6))).toBe(5);
  expect(heldUp(second(0), second(5), second(6), second(9))).toBe(9);
});

it('A worker without work reports nothing, and is not held up', () => {
  expect(heldUp(second(0), second(1, 0), second(20), second(21))).toBeUndefined();
});

it('A clock that was ahead is not believed once it goes right, and a worker that is gone is forgotten', () => {
  expect(heldUp(second(0), second(3_600), second(1))).toBeUndefined();
  const pauses = new WorkerPauses();
  for (const s of [0, 5]) pauses.see('w', second(s));
  pauses.forget('w');
  pauses.see('w', second(30));
  expect(pauses.heldUpUntil('w')).toBe(0);
});

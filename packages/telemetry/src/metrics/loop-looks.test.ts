import { setImmediate as nextTurn } from 'node:timers/promises';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { EventLoopLag } from './event-loop-lag.ts';
import { watchLoop } from './loop-looks.ts';

const BLOCKED_MS = 150;

function blockLoop(): void {
  const until = performance.now() + BLOCKED_MS;
  while (performance.now() < until);
}

it('The looks at the event loop become rarer while it has nothing to do, and still tell of a turn that was long', async () => {
  let looks = 0;
  let worstMs = 0;
  const unwatch = watchLoop((lateMs) => {
    looks++;
    worstMs = Math.max(worstMs, lateMs);
  });
  const lag = new EventLoopLag();
  lag.start();
  await until(async () => looks >= 3);
  blockLoop();
  await until(async () => worstMs > BLOCKED_MS / 3);
  expect(lag.read()).toBeGreaterThan(BLOCKED_MS / 4);
  lag.stop();
  unwatch();
  const seen = looks;
  await nextTurn();
  expect(looks).toBe(seen);
});

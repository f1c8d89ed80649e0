/**
 * It fakes the clock, which the duties of other files go by.
 *
 * @jest-environment node
 */
import { createMemoryStore } from '@ag06/store';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { AttemptFacts } from '../attempt/attempt-observer.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { FastLoops } from './fast-loop/fast-loops.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { SampleSender } from './sample-sender.ts';

const SPAN_MS = 20_000;
const AGENT = 'x.a';
const REFUSED: AttemptFacts = {
  agent: AGENT,
  workflow: 'w',
  step: 'a',
  runId: 'r0-000000000aaaaaaaaaaaa',
  attempt: 1,
  priority: 'high',
  inputLength: 1,
  waitMs: 0,
  durMs: 1,
  outcome: '429',
  startedAt: 0,
  inflightAtStart: 1,
  configVersion: 0,
  isCanary: false,
  isHedge: false,
};

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** How often it is called in a span of time. */
async function countCalls(called: jest.Mock<() => unknown>): Promise<number> {
  called.mockClear();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  return called.mock.calls.length;
}

it('Samples are looked for seldom while nothing runs, and every second once something does', async () => {
  let isAtRest = true;
  const readLoad = jest.fn(() => ({}));
  const [{ samples }, buffer] = [createMemoryStore(), new SampleBuffer()];
  const sender = new SampleSender({ worker: 'w', samples, buffer, readLoad, isAtRest: () => isAtRest });
  sender.start();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  expect(await countCalls(readLoad)).toBeLessThanOrEqual(SPAN_MS / 3_000);
  isAtRest = false;
  sender.wake();
  expect(await countCalls(readLoad)).toBeGreaterThanOrEqual(SPAN_MS / 1_000 - 1);
  await sender.stop();
});

it('The fast loops rest while nothing runs and nothing is held back, and step every second otherwise', async () => {
  let isAtRest = true;
  const publishedOf = jest.fn(() => 10);
  const loops = new FastLoops({
    agents: new Map([[AGENT, createHeldAgent(AGENT).agent]]),
    own: 10,
    publishedOf,
    inflightOf: () => 0,
    isAtRest: () => isAtRest,
    apply: () => {},
    onChanged: () => {},
  });
  loops.start();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  expect(await countCalls(publishedOf)).toBe(0);
  isAtRest = false;
  loops.wake();
  expect(await countCalls(publishedOf)).toBeGreaterThanOrEqual(SPAN_MS / 1_000 - 1);
  // What was held back is raised again, also while nothing runs.
  for (let i = 0; i < 20; i++) loops.finished(REFUSED);
  await jest.advanceTimersByTimeAsync(1_000);
  isAtRest = true;
  expect(loops.describe()).toMatchObject([[AGENT, { because: ['rate'] }]]);
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  expect(loops.describe()).toEqual([]);
  loops.stop();
});

it('The load of a second is measured from the step before, however often work begins in it, and after a rest from where it begins', async () => {
  const skip = jest.fn();
  let isAtRest = true;
  const loops = new FastLoops({
    agents: new Map([[AGENT, createHeldAgent(AGENT).agent]]),
    own: 10,
    publishedOf: () => 10,
    inflightOf: () => 0,
    isAtRest: () => isAtRest,
    apply: () => {},
    onChanged: () => {},
    meter: { read: () => ({ t: 0, cpuShare: 0, loopShare: 0, memoryShare: 0 }), skip },
  });
  loops.start();
  await jest.advanceTimersByTimeAsync(SPAN_MS);
  skip.mockClear();
  for (let begun = 1; begun <= 3; begun++) {
    isAtRest = false;
    loops.wake();
    expect(skip).toHaveBeenCalledTimes(1);
  }
  await jest.advanceTimersByTimeAsync(1_000);
  loops.wake();
  expect(skip).toHaveBeenCalledTimes(1);
  loops.stop();
});

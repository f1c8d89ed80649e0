/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { availableParallelism } from 'node:os';
import { agent } from '@ag06/agent-kit';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import type { AttemptFacts } from '../../attempt/attempt-observer.ts';
import { FastLoops, type HeldBack } from './fast-loops.ts';

const NAME = 'x.a';
const OWN = 10;
const CALM = { t: 0, cpuShare: 0.1, loopShare: 0.1, memoryShare: 0.1 };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const attempt = (durMs: number) =>
  ({ agent: NAME, outcome: 'ok', durMs, inflightAtStart: 30 }) as unknown as AttemptFacts;

/** The loops of one agent, of which a person has published the limit 40. */
function follow(load = CALM) {
  const one = agent({ name: NAME, input: z.unknown(), handler: async () => null });
  const changes: (HeldBack | undefined)[] = [];
  const limits: number[] = [];
  const loops = new FastLoops({
    agents: new Map([[NAME, one]]),
    own: OWN,
    publishedOf: () => 40,
    inflightOf: () => 30,
    isAtRest: () => false,
    apply: (_, limit) => limits.push(limit),
    onChanged: (_, held) => changes.push(held),
    meter: { read: () => load, skip: () => {} },
  });
  loops.follow(NAME, true);
  /** Seconds in which so many attempts end, each after so many milliseconds. */
  const live = async (seconds: number, durMs: number) => {
    for (let second = 0; second < seconds; second++) {
      for (let i = 0; i < 20; i++) loops.finished(attempt(durMs));
      await jest.advanceTimersByTimeAsync(1_000);
    }
  };
  return { loops, changes, limits, live };
}

it('once started, the loops brake an agent whose calls become slow, and let it go when they are fast', async () => {
  const { loops, changes, limits, live } = follow();
  loops.start();
  await live(5, 100);
  await live(2, 400);
  expect(changes).toEqual([{ limit: 16, published: 40, because: ['latency'] }]);
  expect(limits).toEqual([40, 16]);
  expect(loops.describe()).toEqual([[NAME, changes[0]]]);
  await live(20, 100);
  expect(changes.at(-1)).toBeUndefined();
  expect(limits.at(-1)).toBe(40);
  expect(loops.limitOf(NAME)).toBe(40);
  loops.stop();
});

it('the loops do nothing before their start, and nothing after they are stopped', async () => {
  const { loops, limits, live } = follow();
  await live(5, 100);
  await live(5, 400);
  loops.start();
  loops.stop();
  await live(5, 100);
  await live(5, 400);
  expect(limits).toEqual([40]);
});

it('the loops look at the load of the process', async () => {
  const load = { cpuShare: 0.95 * availableParallelism(), loopShare: 0.95, memoryShare: 0.9 };
  const { loops, changes, live } = follow({ ...CALM, ...load });
  loops.start();
  await live(1, 100);
  loops.stop();
  expect(changes).toMatchObject([{ because: ['event-loop', 'cpu', 'memory'] }]);
});

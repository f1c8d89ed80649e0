import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { agent } from './agent.ts';
import type { BreakerSpec } from './breaker.ts';
import { coreAgents } from './core/core-agents.ts';

const withBreaker = (breaker?: BreakerSpec, dependency?: string) =>
  agent({
    name: 'a.b',
    input: z.unknown(),
    handler: () => null,
    ...(breaker !== undefined && { breaker }),
    ...(dependency !== undefined && { dependency }),
  });

test('an agent that names neither a dependency nor a breaker has none: its own code is no dependency', () => {
  expect(withBreaker().breaker).toBeUndefined();
});

test('a dependency has a breaker, which opens after five failures in a row', () => {
  expect(withBreaker(undefined, 'billing')).toMatchObject({
    dependency: 'billing',
    breaker: { consecutiveFailures: 5, openForMs: 10_000, probes: 5 },
  });
});

test('an agent that says how its breaker is set has one of its own name', () => {
  expect(withBreaker({})).toMatchObject({ dependency: 'a.b', breaker: { consecutiveFailures: 5 } });
});

test('an agent names another dependency, and says when and for how long its breaker opens', () => {
  const breaker = {
    consecutiveFailures: 3,
    openFor: '2s',
    probes: 2,
    failureRate: { threshold: 0.5, window: '30s' },
  };
  expect(withBreaker(breaker, 'billing:443')).toMatchObject({
    dependency: 'billing:443',
    breaker: {
      consecutiveFailures: 3,
      openForMs: 2_000,
      probes: 2,
      failureRate: { threshold: 0.5, windowMs: 30_000, minimumCalls: 10 },
    },
  });
});

test('an agent may turn its breaker off, and built-in agents have none', () => {
  expect(withBreaker('off', 'billing').breaker).toBeUndefined();
  expect(coreAgents.filter(({ breaker }) => breaker !== undefined)).toEqual([]);
});

test.each<[unknown, string]>([
  [{ consecutiveFailures: 0 }, 'consecutiveFailures'],
  [{ probes: 1.5 }, 'probes'],
  [{ openFor: '50ms' }, 'openForMs'],
  [{ failureRate: { threshold: 2, window: '10s' } }, 'failureRate.threshold'],
  [{ probe: 1 }, 'not "probe"'],
  ['on', "'off' or an object"],
])('an agent refuses the breaker %j and names what is wrong', (breaker, named) => {
  expect(() => withBreaker(breaker as BreakerSpec)).toThrow(named);
});

test('an agent refuses a dependency that is no name', () => {
  expect(() => withBreaker(undefined, 'Billing API')).toThrow('dependency of agent "a.b"');
});

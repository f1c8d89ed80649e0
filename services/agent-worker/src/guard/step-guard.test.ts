import { type AgentSpec, agent } from '@ag06/agent-kit';
import { DEFAULT_BREAKER } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { type ZodType, z } from 'zod';
import { guardOf, guardOfCall } from './step-guard.ts';

const PUBLISHED = { consecutiveFailures: 9, openForMs: 700, probes: 5 };
const made = (more: Partial<AgentSpec<ZodType, ZodType>> = {}) =>
  agent({ name: 'x.a', input: z.unknown(), handler: () => 1, ...more });

it('a published breaker guards the calls of an agent that describes none', () => {
  expect(guardOf(made(), undefined, undefined)).toBeUndefined();
  expect(guardOf(made(), undefined, PUBLISHED)).toEqual({ dependency: 'x.a', settings: PUBLISHED });
  const named = made({ dependency: 'billing' });
  expect(guardOf(named, undefined, undefined)).toEqual({ dependency: 'billing', settings: DEFAULT_BREAKER });
  expect(guardOf(named, undefined, PUBLISHED)).toEqual({ dependency: 'billing', settings: PUBLISHED });
  expect(guardOf(made(), 'of-step', PUBLISHED)).toEqual({ dependency: 'of-step', settings: PUBLISHED });
});

it('an agent that describes its breaker keeps it', () => {
  const own = made({ breaker: { consecutiveFailures: 3 } });
  expect(guardOf(own, undefined, PUBLISHED)?.settings.consecutiveFailures).toBe(3);
  expect(guardOf(own, undefined, null)?.settings.consecutiveFailures).toBe(3);
  expect(guardOf(made({ breaker: 'off' }), undefined, PUBLISHED)).toBeUndefined();
});

it('a published breaker of null is none', () => {
  expect(guardOf(made({ dependency: 'billing' }), undefined, null)).toBeUndefined();
  expect(guardOf(made(), 'of-step', null)).toBeUndefined();
});

it('a published breaker guards each dependency that only inputs tell', () => {
  const byInput = made({ dependency: (input) => `host-${String(input)}` });
  const call = (tuned: typeof PUBLISHED | null) =>
    guardOfCall(byInput, undefined, tuned, () => ({ ok: true, value: 'a' }));
  expect(call(PUBLISHED)).toEqual({ dependency: 'host-a', settings: PUBLISHED });
  expect(call(null)).toBeUndefined();
});

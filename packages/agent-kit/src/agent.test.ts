import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { agent, isAgent } from './agent.ts';

const make = (name: string) => agent({ name, input: z.unknown(), handler: () => null });

describe('agent()', () => {
  test.each(['', 'Upper', '-dash', 'a b', 'a:b', 'x'.repeat(129)])(
    'refuses the name %j and says what it expects',
    (name) => {
      expect(() => make(name)).toThrow(expect.objectContaining({ code: 'AGENT_NAME_INVALID' }));
      expect(() => make(name)).toThrow(/lower-case/);
    },
  );

  test.each(['a', 'text.analyse', '0-x_y', 'x'.repeat(128)])('accepts the name %j', (name) => {
    expect(make(name).name).toBe(name);
  });

  test('reads the time-out as milliseconds or as text', () => {
    const timed = (timeout: number | string) =>
      agent({ name: 'a', input: z.unknown(), timeout, handler: () => null }).timeoutMs;
    expect([timed(250), timed('500ms'), timed('30s'), timed('5m'), timed('2h'), timed('1d')]).toEqual([
      250, 500, 30_000, 300_000, 7_200_000, 86_400_000,
    ]);
    for (const wrong of [0, -1, 1.5, Number.NaN, '30', '1.5s', 's', '']) {
      expect(() => timed(wrong)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }));
    }
  });

  test('keeps its objective and bounds for the optimizer, and refuses impossible ones', () => {
    const tuned = (spec: Pick<Parameters<typeof agent>[0], 'objective' | 'bounds'>) =>
      agent({ name: 'x.tuned', input: z.unknown(), handler: () => 1, ...spec });
    const spec = {
      objective: { attemptCost: 0.5, classes: [{ priority: 'high', deadlineS: 30, onTimeValue: 4 }] },
      bounds: { concurrency: { min: 2, max: 40 } },
    } as const;
    expect(
      tuned({ ...spec, objective: { ...spec.objective, classes: [...spec.objective.classes] } }).tuning,
    ).toEqual(spec);
    expect(make('x.plain').tuning).toBeUndefined();
    for (const wrong of [
      { bounds: { concurrency: { min: 0, max: 3 } } },
      { bounds: { concurrency: { min: 4, max: 3 } } },
      { bounds: { threads: { min: 1, max: 3 } } as never },
      { objective: { attemptCost: -1 } },
      { objective: { classes: [{ priority: 'urgent' as never }] } },
    ])
      expect(() => tuned(wrong)).toThrow(expect.objectContaining({ code: 'AGENT_TUNING_INVALID' }));
  });

  test('gives the handler the parsed type of its input', () => {
    const typed = agent({
      name: 'typed',
      input: z.object({ n: z.number() }),
      output: z.object({ twice: z.number() }),
      handler: ({ n }) => ({ twice: n * 2 }),
    });
    // @ts-expect-error the output schema asks for a number
    agent({ name: 'wrong', input: z.unknown(), output: z.number(), handler: () => 'text' });
    expect(typed.name).toBe('typed');
  });
});

describe('isAgent', () => {
  test('recognises an agent that another copy of the package made', () => {
    expect(isAgent({ [Symbol.for('ag06.agent')]: true, name: 'other' })).toBe(true);
    expect(isAgent(make('own'))).toBe(true);
  });

  test('is false for whatever else a module may export, also for hostile values', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    for (const value of [null, undefined, 1, 'agent', () => 1, {}, [], { name: 'a' }, hostile]) {
      expect(isAgent(value)).toBe(false);
    }
  });
});

import type { TuningDocument } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseCanaries, countCanaries, STAGES } from './choose-canaries.ts';
import { type StagingFacts, toStaged } from './to-staged.ts';

const documentOf = (more: Partial<TuningDocument>): TuningDocument => ({
  version: 3,
  settings: {},
  static: {},
  publishedAt: 1,
  by: 'o-1',
  fence: 1,
  reason: '',
  ...more,
});
const WORKERS = ['w-1', 'w-2', 'w-3', 'w-4'];
const stage = (more: Partial<StagingFacts>) =>
  toStaged({
    mode: 'live',
    target: { settings: { maxAttempts: 8, ratePerSec: 5 }, learned: ['maxAttempts', 'ratePerSec'] },
    document: documentOf({}),
    candidates: WORKERS,
    alive: WORKERS,
    stage: 'first',
    passed: new Map(),
    only: undefined,
    ...more,
  });

it('what workers share goes to all at once, and what lies within a job to one of four workers first', () => {
  expect(stage({})).toEqual({
    settings: { ratePerSec: 5 },
    learned: ['ratePerSec'],
    canary: { settings: { ratePerSec: 5, maxAttempts: 8 }, workers: ['w-1'] },
  });
  expect(stage({ stage: 'half' }).canary?.workers).toEqual(['w-1', 'w-2']);
  const passed = new Map([['maxAttempts', '8']]);
  expect(stage({ passed })).toEqual({
    settings: { maxAttempts: 8, ratePerSec: 5 },
    learned: ['maxAttempts', 'ratePerSec'],
  });
  expect(stage({ passed: new Map([['maxAttempts', '7']]) })).toHaveProperty('canary');
});

it.each(['live', 'canary'] as const)(
  'a learned setting within a job that a person has locked for good is that person’s at once, in mode %s',
  (mode) => {
    const staged = stage({
      mode,
      target: { settings: { maxAttempts: 8 }, learned: [] },
      document: documentOf({ settings: { maxAttempts: 8 }, learned: ['maxAttempts'] }),
    });
    expect(staged).toEqual({ settings: { maxAttempts: 8 }, learned: [] });
  },
);

it('each size goes its own way: one that has passed gets to all, one is tried, and one waits', () => {
  const bySize = { 0: { hedgeAfterMs: 1 }, 1: { hedgeAfterMs: 2 }, 2: { hedgeAfterMs: 3 } };
  const staged = stage({
    target: { settings: { bySize }, learned: ['bySize'] },
    document: documentOf({ canary: { settings: { bySize: { 0: bySize[0] } }, workers: ['w-3'] } }),
    passed: new Map([['bySize.0', '{"hedgeAfterMs":1}']]),
    only: new Map([['bySize.1', '{"hedgeAfterMs":2}']]),
  });
  expect(staged).toEqual({
    settings: { bySize: { 0: bySize[0] } },
    learned: ['bySize'],
    canary: { settings: { bySize: { 0: bySize[0], 1: bySize[1] } }, workers: ['w-3'] },
  });
});

it('what takes back harm gets to all at once, and what is tried beside it goes on', () => {
  const canary = { settings: { maxAttempts: 8, backoffMs: 5 }, workers: ['w-1'] };
  const document = documentOf({ settings: { maxAttempts: 8 }, learned: ['maxAttempts'], canary });
  const target = { settings: { backoffMs: 5 }, learned: ['backoffMs'] } as const;
  expect(stage({ document, target, passed: new Map([['maxAttempts', '']]) })).toEqual({
    settings: {},
    learned: [],
    canary: { settings: { backoffMs: 5 }, workers: ['w-1'] },
  });
});

it('in mode canary the rest has nothing that the optimizer decided, and keeps what a person has set', () => {
  const document = documentOf({ settings: { timeoutMs: 700, backoffMs: 9 }, learned: ['backoffMs'] });
  const target = {
    settings: { maxAttempts: 8, timeoutMs: 700, ratePerSec: 5 },
    learned: ['maxAttempts', 'ratePerSec'],
  } as const;
  expect(stage({ mode: 'canary', document, target })).toEqual({
    settings: { timeoutMs: 700 },
    learned: [],
    canary: { settings: { timeoutMs: 700, maxAttempts: 8 }, workers: ['w-1'] },
  });
});

it('where there is one worker, it gets settings at once in mode live, and nothing in mode canary', () => {
  const alone = { candidates: ['w-1'], alive: ['w-1'] };
  expect(stage(alone)).toMatchObject({ settings: { maxAttempts: 8 } });
  expect(stage({ ...alone, mode: 'canary' })).toEqual({ settings: {}, learned: [] });
});

it('a worker that tries settings and drains goes on as long as it lives, though nobody is left to compare with', () => {
  const document = documentOf({ canary: { settings: { maxAttempts: 8 }, workers: ['w-1'] } });
  const leaving = { document, candidates: ['w-2'], alive: ['w-1', 'w-2'] };
  expect(stage(leaving).canary?.workers).toEqual(['w-1']);
});

it('some workers always try settings and some never do, and nobody changes sides without need', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...STAGES),
      fc.uniqueArray(fc.nat(30), { minLength: 2 }),
      fc.uniqueArray(fc.nat(30)),
      (name, alive, present) => {
        const [candidates, before] = [alive.map(String), present.map(String)];
        const chosen = chooseCanaries(name, candidates, before) ?? [];
        expect(chosen.length).toBeGreaterThanOrEqual(countCanaries(name, candidates.length));
        expect(chosen.length).toBeLessThan(candidates.length);
        expect(new Set(chosen).size).toBe(chosen.length);
        const stayed = before.filter((id) => candidates.includes(id)).slice(0, candidates.length - 1);
        expect(chosen.slice(0, stayed.length)).toEqual(stayed);
        expect(chooseCanaries(name, candidates, chosen)).toEqual(chosen);
      },
    ),
  );
  expect([2, 3, 10, 20, 100].map((count) => countCanaries('first', count))).toEqual([1, 1, 1, 2, 10]);
  expect([2, 3, 10].map((count) => countCanaries('half', count))).toEqual([1, 2, 5]);
});

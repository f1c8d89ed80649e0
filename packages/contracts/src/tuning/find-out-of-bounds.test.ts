import { expect, it } from '@jest/globals';
import { findOutOfBounds, withoutSettings } from './find-out-of-bounds.ts';
import type { TuningDocument } from './tuning-document.ts';

const BOUNDS = {
  concurrency: { min: 2, max: 12 },
  timeoutMs: { min: 500, max: 9_000 },
  ratePerSec: { min: 5, max: 9 },
};
const toDocument = (more: Partial<TuningDocument>): TuningDocument => ({
  version: 1,
  settings: {},
  static: {},
  publishedAt: 1,
  by: 'o-1',
  fence: 1,
  reason: 'TEST',
  ...more,
});
const learned = (settings: TuningDocument['settings'], more: Partial<TuningDocument> = {}) =>
  toDocument({ settings, learned: Object.keys(settings) as NonNullable<TuningDocument['learned']>, ...more });

it.each<[string, TuningDocument, string[]]>([
  ['within them', learned({ concurrency: 2, ratePerSec: 5.5 }), []],
  [
    'below and above them',
    learned({ concurrency: 1, ratePerSec: 9.1, timeoutMs: 700 }),
    ['concurrency', 'ratePerSec'],
  ],
  ['that a person has set', toDocument({ settings: { concurrency: 1 } }), []],
  ['that workers have by themselves', learned({ timeoutMs: 30_000 }, { static: { timeoutMs: 30_000 } }), []],
  ['that are off', learned({ ratePerSec: null }), []],
  ['without bounds', learned({ maxAttempts: 1_000 }), []],
  ['of one size', learned({ bySize: { 3: { timeoutMs: 10 } } }), ['bySize']],
  ['of one size that may be', learned({ bySize: { 3: { timeoutMs: 600, hedgeAfterMs: null } } }), []],
  [
    'of a canary',
    toDocument({
      settings: { timeoutMs: 1 },
      canary: { settings: { timeoutMs: 1, concurrency: 90 }, workers: ['w'] },
    }),
    ['concurrency'],
  ],
])('settings %s are told apart from those outside of an agent’s bounds', (_, document, found) => {
  expect(findOutOfBounds(document, BOUNDS)).toEqual(found);
});

it('bounds between which there is no whole number allow the nearest one', () => {
  expect(findOutOfBounds(learned({ concurrency: 3 }), { concurrency: { min: 2.2, max: 2.6 } })).toEqual([]);
  expect(findOutOfBounds(learned({ concurrency: 4 }), { concurrency: { min: 2.2, max: 2.6 } })).toEqual([
    'concurrency',
  ]);
});

it('a document without some settings keeps all others, also those of its canary', () => {
  const canary = { settings: { concurrency: 90, timeoutMs: 4 }, workers: ['w'] };
  const document = learned({ concurrency: 1, timeoutMs: 3 }, { canary });
  expect(withoutSettings(document, ['concurrency'])).toEqual({
    ...document,
    settings: { timeoutMs: 3 },
    learned: ['timeoutMs'],
    canary: { settings: { timeoutMs: 4 }, workers: ['w'] },
  });
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KNOBS, TUNING_BOUNDS, TuningSettings } from './settings.ts';
import { parseTuningDocument, parseTuningSwitch } from './tuning-document.ts';

const DOCUMENT = {
  version: 3,
  settings: { concurrency: 4, hedgeAfterMs: null },
  static: {},
  publishedAt: 1,
  by: 'o-1',
  fence: 2,
  reason: 'STATIC',
};
const text = (more: object) => JSON.stringify({ ...DOCUMENT, ...more });

it('a tuning document may have settings within their bounds', () => {
  expect(parseTuningDocument(text({}), 3)).toEqual({ ok: true, value: DOCUMENT });
  const switched = { isStatic: true, at: 1, by: 'operator', reason: '' };
  expect(parseTuningSwitch(JSON.stringify(switched))).toEqual({ ok: true, value: switched });
});

it('a tuning document may have settings by size, those that the optimizer learned, and a canary', () => {
  const bySize = { 0: { hedgeAfterMs: 50 }, 5: { timeoutMs: 9_000, hedgeAfterMs: null } };
  const more = {
    settings: { timeoutMs: 500, bySize },
    learned: ['bySize'],
    canary: { settings: { timeoutMs: 400 }, workers: ['w-1'] },
  };
  expect(parseTuningDocument(text(more), 3)).toEqual({ ok: true, value: { ...DOCUMENT, ...more } });
});

it('a tuning document with a number beyond the bounds of its setting is refused', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KNOBS), fc.double({ noNaN: true }), (knob, value) => {
      const { min, max } = TUNING_BOUNDS[knob];
      const isTaken = TuningSettings.safeParse({ [knob]: value }).success;
      if (value < min || value > max) expect(isTaken).toBe(false);
    }),
  );
});

it.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['nothing', 'null'],
  ['another version than its document’s', text({ version: 4 })],
  ['an unknown knob', text({ settings: { threads: 3 } })],
  ['a fraction of a slot', text({ settings: { concurrency: 1.5 } })],
  ['a text for a number', text({ settings: { concurrency: '4' } })],
  ['no slot', text({ settings: { concurrency: 0 } })],
  ['too many slots', text({ settings: { concurrency: 10_001 } })],
  ['off, where there is no off', text({ settings: { concurrency: null } })],
  ['a size that does not exist', text({ settings: { bySize: { 6: { timeoutMs: 5 } } } })],
  ['a setting that sizes do not have', text({ settings: { bySize: { 0: { concurrency: 5 } } } })],
  ['a number beyond the bounds by size', text({ settings: { bySize: { 0: { timeoutMs: 0 } } } })],
  ['a canary without workers', text({ canary: { settings: {} } })],
  ['a moment that no clock shows', text({ publishedAt: 9e15 })],
  ['a missing field', text({ by: undefined })],
  ['a field too many', text({ more: 1 })],
  ['too much', text({ reason: 'x'.repeat(70_000) })],
])('refuses %s, and says why', (_, given) => {
  expect(parseTuningDocument(given, 3)).toEqual({ ok: false, problem: expect.stringMatching(/./) });
});

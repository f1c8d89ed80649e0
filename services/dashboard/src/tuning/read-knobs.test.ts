import { expect, test } from '@jest/globals';
import type { DraftFault } from '../form/draft.ts';
import { KNOBS } from './knobs.ts';
import { readKnobs, toChange, toKnobTexts } from './read-knobs.ts';

const read = (texts: Readonly<Record<string, string>>) => {
  const faults: DraftFault[] = [];
  const settings = readKnobs(KNOBS, new Map(Object.entries(texts)), 'settings', faults);
  return { settings, faults: faults.map(({ path, message }) => `${path}: ${message}`) };
};

test('fields of knobs become settings, without those that are empty', () => {
  const texts = { concurrency: ' 4 ', timeoutMs: '', breakerThreshold: '0.5', hedgeAfterMs: 'off' };
  const settings = { concurrency: 4, breakerThreshold: 0.5, hedgeAfterMs: null };
  expect(read(texts)).toEqual({ settings, faults: [] });
  expect(read(Object.fromEntries(toKnobTexts(settings))).settings).toEqual(settings);
});

test.each([
  ['concurrency', '0', 'Expected a whole number from 1 to 10,000, got 0.'],
  ['concurrency', '2.5', 'Expected a whole number from 1 to 10,000, got 2.5.'],
  ['maxAttempts', 'off', 'Expected a whole number from 1 to 1,000, got off.'],
  ['breakerThreshold', '2', 'Expected a number from 0.05 to 1, got 2.'],
  ['ratePerSec', 'much', 'Expected a number from 0.01 to 1,000,000, got much.'],
])('a knob that is out of its bounds is told: %s %s', (name, text, message) => {
  expect(read({ [name]: text }).faults).toEqual([`settings.${name}: ${message}`]);
});

test('of settings only those that were changed are set, and those that were emptied go back to static', () => {
  const before = { concurrency: 4, timeoutMs: 200, hedgeAfterMs: null };
  const texts = new Map([...toKnobTexts(before), ['concurrency', '8'], ['timeoutMs', ' ']]);
  expect(toChange(before, texts, [])).toEqual({ settings: { concurrency: 8 }, unset: ['timeoutMs'] });
  expect(toChange(before, toKnobTexts(before), [])).toEqual({ settings: {}, unset: [] });
});

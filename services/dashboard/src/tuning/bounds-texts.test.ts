import { expect, test } from '@jest/globals';
import type { DraftFault } from '../form/draft.ts';
import { readBounds, toBoundsTexts } from './bounds-texts.ts';

const read = (texts: Readonly<Record<string, string>>) => {
  const faults: DraftFault[] = [];
  const bounds = readBounds(new Map(Object.entries(texts)), faults);
  return { bounds, faults: faults.map(({ path, message }) => `${path}: ${message}`) };
};

test('bounds are read as they were written, and one that is left empty is the hard one', () => {
  const bounds = { concurrency: { min: 2, max: 16 }, replicas: { min: 0, max: 3 } };
  expect(readBounds(toBoundsTexts(bounds), [])).toEqual(bounds);
  expect(read({ 'maxAttempts.max': '3' }).bounds).toEqual({ maxAttempts: { min: 1, max: 3 } });
  expect(read({ 'maxAttempts.max': ' ' })).toEqual({ bounds: null, faults: [] });
  expect(readBounds(toBoundsTexts(null), [])).toBeNull();
});

test.each([
  [{ 'concurrency.min': '0' }, 'bounds.concurrency.min: Expected a number from 1 to 10,000, got 0.'],
  [{ 'concurrency.max': 'all' }, 'bounds.concurrency.max: Expected a number from 1 to 10,000, got all.'],
  [{ 'concurrency.min': '9', 'concurrency.max': '8' }, 'bounds.concurrency.max: Expected at least 9.'],
])('bounds that cannot be are told at their place: %j', (texts, fault) => {
  expect(read(texts).faults).toEqual([fault]);
});

/**
 * Modules remember moments, and here the clock is not the true one.
 * @jest-environment node
 */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Remembered } from './remembered.ts';

const FOR_MS = 500;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function create() {
  const asked: string[][] = [];
  const remembered = new Remembered<string, number>(FOR_MS, async (keys) => {
    asked.push([...keys]);
    return new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, asked.length]));
  });
  return { remembered, asked };
}

it('Askers of the same share one answer, also while it is under way, and those of more ask for what is missing', async () => {
  const { remembered, asked } = create();
  const both = await Promise.all([remembered.get(['a', 'b']), remembered.get(['b', 'c'])]);
  expect(both.map((one) => [...one])).toEqual([
    [
      ['a', 1],
      ['b', 1],
    ],
    [
      ['b', 1],
      ['c', 2],
    ],
  ]);
  expect(asked).toEqual([['a', 'b'], ['c']]);
});

it('An answer is asked for again once it is too old, and a key without one is left out', async () => {
  const { remembered, asked } = create();
  expect(await remembered.get(['a', 'unknown'])).toEqual(new Map([['a', 1]]));
  await jest.advanceTimersByTimeAsync(FOR_MS);
  expect(await remembered.get(['a'])).toEqual(new Map([['a', 1]]));
  await jest.advanceTimersByTimeAsync(1);
  expect(await remembered.get(['a'])).toEqual(new Map([['a', 2]]));
  expect(asked).toEqual([['a', 'unknown'], ['a']]);
});

it('A failure reaches all who share it, and the next asker asks again', async () => {
  let isAway = true;
  const ask = jest.fn(async () => {
    if (isAway) throw new Error('away');
    return new Map([['a', 1]]);
  });
  const remembered = new Remembered<string, number>(FOR_MS, ask);
  const both = await Promise.allSettled([remembered.get(['a']), remembered.get(['a'])]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(ask).toHaveBeenCalledTimes(1);
  isAway = false;
  expect(await remembered.get(['a'])).toEqual(new Map([['a', 1]]));
});

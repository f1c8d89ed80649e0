import { expect, test } from '@jest/globals';
import { EVENTS_READ, followChanges, REFUSED_MS } from './follow-changes.ts';

type Feed = AsyncIterable<unknown>;

/** Follows one feed, and ends when it is to be begun anew. Returns what was done in its order. */
async function follow(feed: Feed): Promise<readonly string[]> {
  const done: string[] = [];
  const controller = new AbortController();
  const feeds = [feed];
  await followChanges({
    open: () => {
      const next = feeds.pop();
      if (next === undefined) controller.abort();
      return next ?? refused;
    },
    onChange: () => done.push('change'),
    restMs: 1_000,
    pause: async (ms) => void done.push(`pause ${ms}`),
    signal: controller.signal,
  });
  return done;
}

const refused: Feed = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('There are too many readers.')) }),
};

test('of a flood of events a few are read; then the feed is left, and begun anew after a rest', async () => {
  let isLeft = false;
  const flood: Feed = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ value: 'event' }),
      return: async () => {
        isLeft = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const done = await follow(flood);
  expect(isLeft).toBe(true);
  expect(new Set(done.slice(0, EVENTS_READ))).toEqual(new Set(['change']));
  expect(done.slice(EVENTS_READ)).toEqual(['pause 1000', 'change']);
});

test('what may have been missed while a feed was refused is a change', async () => {
  expect(await follow(refused)).toEqual(['change', `pause ${REFUSED_MS}`, 'change']);
});

import type { EventPage } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { StreamHub } from './stream-hub.ts';
import { StreamReader } from './stream-reader.ts';

it('readers at one place share one page and its text, and go on a few in each turn of the event loop', async () => {
  const events = Array.from({ length: 3 }, (_, i) => ({ position: i + 1, at: 0, type: 'a', data: '1' }));
  const page: EventPage = {
    result: 'page',
    incarnation: 7,
    events,
    upto: 3,
    hasMore: false,
    first: 1,
    last: 3,
  };
  let reads = 0;
  const read = async () => {
    reads++;
    return page;
  };
  const hub = new StreamHub({ read, watch: async () => async () => {} }, { readersMax: 1_000 });
  const watched = await hub.join('t', 's');
  const counts: number[] = [];
  let inTurn = 0;
  const texts = new Set<unknown>();
  const { signal } = new AbortController();
  const readers = Array.from({ length: 350 }, async () => {
    const lines = await new StreamReader(watched, { position: 0, incarnation: 7 }).read(1_000, signal);
    texts.add(lines);
    if (inTurn++ === 0)
      setImmediate(() => {
        counts.push(inTurn);
        inTurn = 0;
      });
  });
  await Promise.all(readers);
  await new Promise(setImmediate);
  expect(reads).toBe(1);
  expect(texts.size).toBe(1);
  expect(counts.length).toBeGreaterThan(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(200);
  hub.leave(watched);
  hub.stop();
});

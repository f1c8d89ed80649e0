import { MemoryObjects } from '@ag06/objects';
import { expect, it } from '@jest/globals';
import { append, openTestStreams, readAll } from '../testing/open-streams.ts';
import { lacksSome } from './lacks-some.ts';

const segment = (first: number, last: number) => ({
  first: { position: first, at: 0 },
  last: { position: last, at: 0 },
});

it('A list of segments lacks some if there is a gap, or if it begins later than what was known', () => {
  const all = [segment(1, 10), segment(5, 20), segment(21, 30)];
  expect(lacksSome(all, all)).toBe(false);
  expect(lacksSome([segment(11, 20)], [])).toBe(false);
  expect(lacksSome([segment(1, 10), segment(1, 4), segment(11, 12)], [])).toBe(false);
  expect(lacksSome([segment(1, 10), segment(21, 30)], [])).toBe(true);
  expect(lacksSome([segment(11, 20)], all)).toBe(true);
  expect(lacksSome([], all)).toBe(true);
  expect(lacksSome([], [])).toBe(false);
});

it('A reader misses no archived event if segments are merged while they are listed', async () => {
  const objects = new MemoryObjects();
  const { store, archiveAll } = openTestStreams({ objects });
  for (const from of [1, 11, 21]) {
    await append(store.events, 10, from);
    await archiveAll();
  }
  const whole = objects.list.bind(objects);
  let lists = 0;
  objects.list = async function* (prefix) {
    const isCut = ++lists === 1;
    let n = 0;
    for await (const one of whole(prefix)) if (++n !== 2 || !isCut) yield one;
  };
  const { events } = openTestStreams({ store, objects });
  expect((await readAll(events)).map(({ position }) => position)).toEqual(
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
});

import { expect, test } from '@jest/globals';
import { PagedList } from './paged-list.ts';

const SIZE = 10;

/** A list of so many numbers, of which each request loads ten. Requests are answered when the test says so. */
function createList(total: number, { keep = 3, pageOf = (page: number) => page * SIZE } = {}) {
  const asked: { page: number; signal: AbortSignal; answer: () => void; fail: () => void }[] = [];
  let changes = 0;
  const list = new PagedList<{ readonly id: string }>({
    idOf: ({ id }) => id,
    keep,
    onChange: () => changes++,
    load: (cursor, signal) =>
      new Promise((resolve, reject) => {
        const page = Number(cursor ?? 0);
        const from = pageOf(page);
        const items = Array.from({ length: Math.max(0, Math.min(SIZE, total - from)) }, (_, i) => ({
          id: `${from + i}`,
        }));
        const isEnd = from + SIZE >= total;
        signal.addEventListener('abort', () => reject(signal.reason));
        asked.push({
          page,
          signal,
          answer: () => resolve({ items, ...(!isEnd && { next: `${page + 1}` }) }),
          fail: () => reject(new Error('no')),
        });
      }),
  });
  /** Answers requests until there are no more. */
  const settle = async () => {
    for (let request = asked.shift(); request !== undefined; request = asked.shift()) {
      request.answer();
      await turn();
    }
  };
  return { list, asked, settle, changes: () => changes };
}

/** Lets all promises that are settled go on. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

test('only the pages that are looked at are loaded, and the next one when the end comes near', async () => {
  const { list, settle, asked } = createList(1_000);
  list.look(0, 4);
  expect(asked.map(({ page }) => page)).toEqual([0]);
  await settle();
  expect([list.count, list.isEnd, list.at(9)?.id]).toEqual([10, false, '9']);
  list.look(3, 7);
  await settle();
  expect(list.count).toBe(20);
});

test('what is kept is bounded however far one scrolls, and a dropped page is loaded again by its cursor', async () => {
  const { list, settle, asked } = createList(100_000);
  for (let row = 0; row < 5_000; row += 5) {
    list.look(row, row + 10);
    await settle();
  }
  expect(list.count).toBeGreaterThan(5_000);
  expect(list.kept).toBeLessThanOrEqual((1 + 2 + 3) * SIZE);
  expect([list.at(0)?.id, list.at(2_001)]).toEqual(['0', undefined]);
  list.look(2_000, 2_004);
  expect(asked.map(({ page }) => page)).toEqual([200]);
  await settle();
  expect(list.at(2_001)?.id).toBe('2001');
});

test('a page that is not looked at any more is aborted, and what is seen is loaded instead', async () => {
  const { list, settle, asked } = createList(1_000);
  for (const row of [0, 10, 20, 30, 40, 50, 60, 70]) {
    list.look(row, row + 5);
    await settle();
  }
  list.look(12, 14);
  const [left] = asked.splice(0);
  list.look(45, 48);
  expect(left?.signal.aborted).toBe(true);
  await turn();
  await settle();
  expect(list.at(45)?.id).toBe('45');
  expect(list.at(12)).toBeUndefined();
});

/** A list of these pages, each of which is answered at once. */
function createListOf(pages: readonly (readonly string[])[], keep: number) {
  const current = [...pages];
  const list = new PagedList<{ readonly id: string }>({
    idOf: ({ id }) => id,
    keep,
    onChange: () => {},
    load: async (cursor) => {
      const page = Number(cursor ?? 0);
      const items = (current[page] ?? []).map((id) => ({ id }));
      return { items, ...(page + 1 < current.length && { next: `${page + 1}` }) };
    },
  });
  return { list, current };
}

test('empty pages before more are passed over', async () => {
  const { list } = createListOf([[], ['a'], [], [], ['b']], 3);
  list.look(0, 4);
  await turn();
  expect([list.count, list.isEnd, list.at(0)?.id, list.at(1)?.id]).toEqual([2, true, 'a', 'b']);
});

test('a row that left the list leaves its place to nobody, and rows behind it stay where they are', async () => {
  const { list, current } = createListOf([['0'], ['a', 'b', 'c'], ['d', 'e', 'f']], 0);
  list.look(0, 4);
  await turn();
  list.look(6, 6);
  await turn();
  list.look(5, 6);
  await turn();
  current[1] = ['a', 'c', 'd'];
  list.look(1, 2);
  expect(list.isAwaited(1)).toBe(true);
  await turn();
  expect([1, 2, 3].map((row) => list.at(row)?.id)).toEqual(['a', 'c', undefined]);
  expect([list.isAwaited(3), list.count]).toEqual([false, 7]);
});

test('a request that failed is told, and loaded again when asked', async () => {
  const { list, asked, settle } = createList(5);
  list.look(0, 4);
  asked.shift()?.fail();
  await turn();
  expect(list.error).toBeInstanceOf(Error);
  list.look(0, 4);
  expect(asked).toHaveLength(0);
  list.retry();
  await settle();
  expect([list.error, list.count, list.isEnd]).toEqual([undefined, 5, true]);
});

test('a kept item is changed in place', async () => {
  const { list, settle } = createList(20);
  list.look(0, 3);
  await settle();
  expect(list.update('3', () => ({ id: '3!' }))).toBe(true);
  expect(list.update('99', (item) => item)).toBe(false);
  expect(list.at(3)?.id).toBe('3!');
});

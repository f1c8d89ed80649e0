import { expect, test } from '@jest/globals';
import { ItemPages, toKeptItem } from './item-pages.ts';

const { signal } = new AbortController();

/** Pages of ten items each. */
function createPages(total: number) {
  const asked: (string | undefined)[] = [];
  const pages = new ItemPages(async (cursor) => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(10, total - from) }, (_, at) => ({
      item: from + at,
      status: 'completed' as const,
      attempt: 1,
      output: from + at,
    }));
    return { items, ...(from + 10 < total && { next: String(from + 10) }) };
  });
  return { pages, asked };
}

test('items are loaded as far as they are wanted, each page once', async () => {
  const { pages, asked } = createPages(45);
  await Promise.all([pages.reach(15, signal), pages.reach(20, signal)]);
  expect(asked).toEqual([undefined, '10']);
  await pages.reach(1_000, signal);
  expect(pages.items.map(({ item }) => item)).toEqual(Array.from({ length: 45 }, (_, at) => at));
  expect(asked).toHaveLength(5);
});

test('a page that could not be loaded is asked for again', async () => {
  let isAway = true;
  const pages = new ItemPages(async () => {
    if (isAway) throw new Error('away');
    return { items: [] };
  });
  await expect(pages.reach(1, signal)).rejects.toThrow('away');
  isAway = false;
  await pages.reach(1, signal);
  expect(pages.items).toEqual([]);
});

test('of an item the list keeps a short text', () => {
  const of = { item: 0, status: 'completed', attempt: 1 } as const;
  expect(toKeptItem({ ...of, output: 'x'.repeat(1_000) }).told).toHaveLength(121);
  expect(toKeptItem({ ...of, error: { code: 'X', message: '<b>' } }).told).toBe('X <b>');
  expect(toKeptItem(of).told).toBe('');
});

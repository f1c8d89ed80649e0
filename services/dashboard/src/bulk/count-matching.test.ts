import type { BulkView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { countMatching } from './count-matching.ts';

const AT = '2026-01-01T00:00:00.000Z';
const viewOf = (matched: number, status: BulkView['status']): BulkView => ({
  bulkId: 'b-1',
  of: 'runs',
  action: 'delete',
  filter: { all: true },
  dryRun: true,
  status,
  createdAt: AT,
  matched,
  done: 0,
  refused: 0,
  failed: 0,
  reasons: [],
});

/** Counts with a dry run that has counted so many before its answer, and then is seen like this. */
async function count(isExact: boolean, ...views: readonly BulkView[]) {
  const told: number[] = [];
  const bulks = {
    async *follow() {
      yield* views;
    },
    stop: async () => viewOf(0, 'stopping'),
  };
  const start = async () => ({ bulkId: 'b-1', matched: 2, isExact });
  const { signal } = new AbortController();
  const counted = await countMatching(start, bulks, (matched) => told.push(matched), signal);
  return { counted, told };
}

test('a count says when it was, also one that is there at once', async () => {
  expect(await count(true, viewOf(0, 'running'))).toEqual({ counted: { matched: 2, at: AT }, told: [2] });
  expect(await count(false, viewOf(5, 'running'), viewOf(9, 'completed'))).toEqual({
    counted: { matched: 9, at: AT },
    told: [2, 5, 9],
  });
});

test('a dry run that was stopped is no count', async () => {
  await expect(count(false, viewOf(5, 'running'), viewOf(5, 'stopped'))).rejects.toThrow(/stopped/);
});

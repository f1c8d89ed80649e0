import { LIMITS } from '@ag06/contracts';
import { type LargeValue, type RunField, toLargeText } from '@ag06/protocol';
import type { ItemRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { collectItems } from './collect-items.ts';

/** A store that has these items, and notes what was asked of it. */
function storeOf(items: readonly ItemRecord[]) {
  const asked: [from: number, limit: number][] = [];
  const loadItems = async (_: string, step: string, from: number, limit: number) => {
    asked.push([from, limit]);
    return step === 'each' ? items.filter(({ item }) => item >= from && item < from + limit) : [];
  };
  const loadLarge = async (_: string, { sha256 }: LargeValue) => `"large ${sha256.slice(0, 2)}"`;
  return { asked, loadItems, loadLarge };
}

const done = (item: number, result = String(item)): ItemRecord => {
  return { item, status: 'completed', attempt: 1, result };
};
const failed = (item: number): ItemRecord => {
  const result = JSON.stringify({ code: 'AGENT_FAILED', message: 'no', item });
  return { item, status: 'failed', attempt: 3, result };
};
const heldFor = (total: number, field: RunField = 'i:each') => ({
  unit: 'each',
  attempt: 1,
  token: 1,
  lost: 0,
  values: new Map<RunField, string>([[field, `${total}|${total}|0|0`]]),
});

it('collectItems gives the outputs of all items in their order', async () => {
  const store = storeOf([done(0, '{"v":1}'), done(1, '"a,b"'), done(2, 'null')]);
  expect(await collectItems(store, 'r', heldFor(3))).toEqual({
    status: 'collected',
    output: '[{"v":1},"a,b",null]',
    failed: 0,
    errors: [],
  });
});

it('collectItems gives null for an item that failed, and its error', async () => {
  const timedOut: ItemRecord = { ...failed(2), status: 'timed_out' };
  expect(await collectItems(storeOf([failed(0), done(1), timedOut]), 'r', heldFor(3))).toEqual({
    status: 'collected',
    output: '[null,1,null]',
    failed: 2,
    errors: [0, 2].map((item) => ({ code: 'AGENT_FAILED', message: 'no', item })),
  });
});

it('collectItems counts all that failed, and tells of the first hundred', async () => {
  const items = Array.from({ length: 150 }, (_, item) => failed(item));
  const collected = await collectItems(storeOf(items), 'r', heldFor(150));
  expect(collected).toMatchObject({ status: 'collected', failed: 150 });
  const errors = collected?.status === 'collected' ? collected.errors : [];
  expect(errors.map(({ item }) => item)).toEqual(items.slice(0, 100).map(({ item }) => item));
});

it('collectItems reads them page by page', async () => {
  const store = storeOf(Array.from({ length: 2_500 }, (_, item) => done(item)));
  const collected = await collectItems(store, 'r', heldFor(2_500));
  expect(collected).toMatchObject({ output: `[${Array.from({ length: 2_500 }, (_, n) => n).join(',')}]` });
  expect(store.asked).toEqual([
    [0, 1_000],
    [1_000, 1_000],
    [2_000, 500],
  ]);
});

it('collectItems reads no further than a step’s output may reach', async () => {
  const large = `"${'x'.repeat(LIMITS.itemListBytes / 1_000)}"`;
  const store = storeOf(Array.from({ length: 3_000 }, (_, item) => done(item, large)));
  expect(await collectItems(store, 'r', heldFor(3_000))).toEqual({ status: 'too-large' });
  expect(store.asked).toHaveLength(1);
});

it('collectItems finds the items of a retried run that have no output, and those of them that failed', async () => {
  const store = storeOf([done(0), failed(2), done(4), ...Array.from({ length: 995 }, (_, n) => done(n + 5))]);
  const held = { ...heldFor(0), values: new Map<RunField, string>([['i:each', '1001|5|4|0']]) };
  expect(await collectItems(store, 'r', held)).toEqual({
    status: 'incomplete',
    total: 1_001,
    left: [1, 2, 3, 1_000],
    dropped: [2],
  });
});

it('collectItems looks no further for items that are left than a step’s output may reach', async () => {
  const large = `"${'x'.repeat(LIMITS.itemListBytes / 1_000)}"`;
  const store = storeOf(Array.from({ length: 1_000 }, (_, item) => done(item, large)));
  const held = { ...heldFor(0), values: new Map<RunField, string>([['i:each', '3000|1000|2000|0']]) };
  expect(await collectItems(store, 'r', held)).toEqual({ status: 'too-large' });
  expect(store.asked).toHaveLength(1);
});

it('collectItems collects all items of a list of which some were done again', async () => {
  const held = { ...heldFor(0), values: new Map<RunField, string>([['i:each', '2|2|0|0|1']]) };
  expect(await collectItems(storeOf([done(0), done(1)]), 'r', held)).toMatchObject({ output: '[0,1]' });
});

it('collectItems is not for a step that is held for its condition, and asks nothing then', async () => {
  const store = storeOf([]);
  expect(await collectItems(store, 'r', heldFor(3, 'o:each'))).toBeUndefined();
  expect(store.asked).toEqual([]);
});

it('collectItems refuses to collect what is not complete: an item without an outcome', async () => {
  await expect(collectItems(storeOf([done(0), done(2)]), 'r', heldFor(3))).rejects.toThrow(
    'The step each of r has 3 items from 0, but 2 outcomes.',
  );
});

it('collectItems reads large outputs, and counts their bytes before it does', async () => {
  const large = (bytes: number) => toLargeText({ bytes, sha256: 'ab'.repeat(32) });
  const fits = await collectItems(storeOf([done(0, large(300_000)), done(1)]), 'r', heldFor(2));
  expect(fits).toMatchObject({ status: 'collected', output: '["large ab",1]' });
  const tooMuch = await collectItems(storeOf([done(0, large(LIMITS.itemListBytes))]), 'r', heldFor(1));
  expect(tooMuch).toEqual({ status: 'too-large' });
});

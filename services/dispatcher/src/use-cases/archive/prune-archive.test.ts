import { MemoryObjects } from '@ag06/objects';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { createMetricBook } from '@ag06/telemetry';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { Logger } from 'pino';
import { openArchive } from '../../archive/open-archive.ts';
import { keepRetention } from '../../duties/retention.ts';
import { finishTagged } from '../../duties/testing/finish-tagged.ts';
import { pruneArchive } from './prune-archive.ts';

const ALL = { filter: { all: true }, dryRun: false, limit: 20, cursor: undefined } as const;
const LIMITS = { budgetMs: 5_000, busyMs: 20_000 };
const log = { info: () => {} } as unknown as Logger;

/** Two dispatchers of one fleet, the first of which archives. */
async function createTwo() {
  const store = createMemoryStore();
  const objects = new MemoryObjects();
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const open = (id: string) =>
    openArchive(objects, { id, store, plans: new PlanCache(store.workflows), keep });
  const [first, second] = [open('d-1'), open('d-2')];
  const parts = {
    id: 'd-1',
    store,
    archive: first,
    holdTag: 'hold',
    retentionMs: -60_000,
    clock: { isTrusted: async () => true },
    ceiling: { isPressed: true, earlyAfterMs: -60_000 },
    book: createMetricBook(),
  };
  const turn = () => keepRetention(parts, new AbortController().signal);
  await finishTagged(store, []);
  await turn();
  const prune = () =>
    pruneArchive({ archive: second, store, log }, 'default', ALL, LIMITS, new AbortController().signal);
  return { store, first, second, turn, prune };
}

it('a prune that is asked for while another dispatcher archives gets its turn between two batches of that', async () => {
  const { store, first, second, turn, prune } = await createTwo();
  expect(await second.lease.keep()).toBe(false);
  const pruning = prune();
  await until(() => first.asked.isAskedByOther());
  const waiting = await finishTagged(store, []);
  await turn();
  expect(await store.runs.loadSummary(waiting)).toBeDefined();
  expect(await pruning).toMatchObject({ matched: 1, pruned: 1 });
  expect(await first.asked.isAsked()).toBe(false);
});

it('a dispatcher that relieves a full store ends its turn after a batch if somebody asks for the archive', async () => {
  const { store, first, turn } = await createTwo();
  for (let n = 0; n < 501; n++) await finishTagged(store, []);
  await first.asked.ask();
  await turn();
  expect(await store.runs.listFinished(-60_000, 10, 0)).toHaveLength(1);
  await first.asked.end();
  await turn();
  expect(await store.runs.listFinished(-60_000, 10, 0)).toEqual([]);
});

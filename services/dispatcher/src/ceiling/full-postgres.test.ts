import { randomBytes } from 'node:crypto';
import { MemoryObjects } from '@ag06/objects';
import { openPreparedDatabase } from '@ag06/postgres/testing';
import { PlanCache } from '@ag06/runtime';
import { createPostgresStore, migrateStore } from '@ag06/store-postgres';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { openArchive } from '../archive/open-archive.ts';
import { keepRetention } from '../duties/retention.ts';
import { finishTagged } from '../duties/testing/finish-tagged.ts';
import { StoreCeiling } from './store-ceiling.ts';

const RUNS = 20;
const AT_ONCE_MS = -60_000;

it('a PostgreSQL that is nearly full refuses bulk submissions until finished runs are archived, and each is found there', async () => {
  const database = await openPreparedDatabase('store', migrateStore);
  const store = createPostgresStore({ database });
  // A store remembers its size for ten seconds, so each look is that of another one.
  const look = async () => {
    const fresh = createPostgresStore({ database });
    const condition = await fresh.inspect();
    await fresh.close();
    return condition;
  };
  const used = async () => (await look()).usedBytes ?? Number.NaN;
  const empty = await used();
  const ids: string[] = [];
  for (let n = 0; n < RUNS; n++)
    ids.push(await finishTagged(store, [], randomBytes(100_000).toString('base64')));
  const full = await used();
  expect(full).toBeGreaterThan(empty + RUNS * 100_000);

  const book = createMetricBook();
  const ceiling = new StoreCeiling({
    storeBytes: Math.round(full / 0.96),
    book,
    earlyAfterMs: AT_ONCE_MS,
  });
  ceiling.note(await look());
  expect(ceiling.judge('bulk')).toMatchObject({ code: 'STORE_NEARLY_FULL' });
  expect(ceiling.judge('normal')).toBeUndefined();

  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const plans = new PlanCache(store.workflows);
  const archive = openArchive(new MemoryObjects(), { id: 'd', store, plans, keep });
  const clock = { isTrusted: async () => true };
  const parts = { clock, id: 'd', store, archive, holdTag: 'hold', retentionMs: 10 ** 12, ceiling, book };
  await keepRetention(parts, new AbortController().signal);
  // As a server and the housekeeping of an embedded database do by themselves.
  await database.query('VACUUM ANALYZE');
  ceiling.note(await look());
  expect(ceiling.judge('bulk')).toBeUndefined();
  expect(ceiling.isPressed).toBe(false);
  for (const id of ids) {
    expect(await archive.archive.find(id)).toBeDefined();
    expect(await store.runs.loadSummary(id)).toBeUndefined();
  }
  await store.close();
  await database.close();
}, 60_000);

import type { Database } from '@ag06/postgres';
import { openBlankDatabase } from '@ag06/postgres/testing';
import type { AppendAnswer, EventQuery, Store } from '@ag06/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { migrateStore } from '../migrate.ts';
import { createPostgresStore } from '../postgres-store.ts';

const HOUR_MS = 3_600_000;

let database: Database;
let store: Store;
beforeAll(async () => {
  database = await openBlankDatabase();
  await migrateStore(database);
  store = createPostgresStore({ database });
});
afterAll(async () => {
  await store.close();
  await database.close();
});

let stream = '';
let commands = 0;
beforeEach(() => {
  stream = `s${++commands}`;
});

const append = (types: readonly string[], more = {}): Promise<AppendAnswer> =>
  store.events.append({
    tenant: 't',
    stream,
    command: `command ${++commands}`,
    events: types.map((type) => ({ type, data: '1', correlationId: 'c' })),
    dedupeMs: 0,
    ...more,
  });
const read = () => store.events.read({ tenant: 't', stream, after: 0, limit: 100 });
const rows = async (table: string) =>
  (await database.query(`SELECT count(*)::int AS n FROM ag06.${table}`)).rows[0]?.n;

/** Counts the rows of a table that were looked at meanwhile, by an index or without one. */
async function countRows(table: string, act: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    await database.query('SELECT pg_stat_force_next_flush()');
    const { rows: found } = await database.query(
      `SELECT (seq_tup_read + idx_tup_fetch)::int AS n FROM pg_stat_user_tables
      WHERE schemaname = 'ag06' AND relname = $1`,
      [table],
    );
    return Number(found[0]?.n);
  };
  const before = await count();
  await act();
  return (await count()) - before;
}

describe('streams in PostgreSQL', () => {
  it('keep the time of the last event when the clock is set back', async () => {
    await append(['a']);
    const ahead = (await store.runs.now()) + HOUR_MS;
    await database.query('UPDATE ag06.streams SET last_at = $1 WHERE stream = $2', [ahead, stream]);
    expect(await append(['b', 'c'])).toMatchObject({ events: [{ at: ahead }, { at: ahead }] });
  });

  it('are gone once deleted, and freed in steps that touch no stream that was begun since', async () => {
    const events = Array.from({ length: 700 }, (_, i) => ({
      type: 'a',
      data: '1',
      id: `${i}`,
      correlationId: 'gone',
    }));
    await append([], { events });
    expect(await store.events.delete('t', stream)).toEqual({ result: 'deleted' });
    expect(await read()).toEqual({ result: 'unknown' });
    expect(await store.events.readCorrelated({ tenant: 't', correlationId: 'gone', limit: 9 })).toEqual([]);
    expect(await store.events.finishDeletions(1)).toBe(1);
    await append([], { events: [{ type: 'written again meanwhile', data: '1', id: '1' }] });
    expect(await store.events.finishDeletions(100)).toBeGreaterThan(1);
    expect(await read()).toMatchObject({ events: [{ position: 1, type: 'written again meanwhile' }] });
    await store.events.delete('t', stream);
    expect(await store.events.finishDeletions(10)).toBeLessThan(10);
    const { rows: left } = await database.query(
      `SELECT count(*)::int AS n FROM ag06.stream_ids i WHERE NOT EXISTS (
        SELECT FROM ag06.streams s WHERE s.incarnation = i.incarnation
      )`,
    );
    expect(left).toEqual([{ n: 0 }]);
    expect(await rows('correlated_events')).toBe(
      await rows(`stream_events WHERE correlation_id IS NOT NULL`),
    );
  });

  it('whose rows are broken take no place in lists, which go on behind them', async () => {
    const names = ['0', '1', '2', '3'].map((n) => `${n}.${stream}`);
    for (const name of names) await append(['a'], { tenant: 'lists', stream: name });
    await database.query('UPDATE ag06.streams SET bytes = -1 WHERE stream = ANY ($1)', [names.slice(1, 3)]);
    const list = async (after: string | undefined, limit: number) =>
      (await store.events.list('lists', after, limit)).map(({ stream: name }) => name);
    expect(await list(undefined, 2)).toEqual([names[0], names[3]]);
    expect(await list(names[0], 1)).toEqual([names[3]]);
  });

  it('pass over broken events of a timeline, which goes on behind them', async () => {
    const correlationId = 'a timeline';
    const events = ['"1"', '"2"', '"3"'].map((data) => ({ type: 'a', data, correlationId }));
    await append([], { events });
    await database.query(
      `UPDATE ag06.stream_events SET data = '{' WHERE correlation_id = $1 AND position < 3`,
      [correlationId],
    );
    const found = await store.events.readCorrelated({ tenant: 't', correlationId, limit: 2 });
    expect(found.map(({ event }) => event.position)).toEqual([3]);
  });

  it('are read by page, type, correlation id and time at the cost of a page in a database without statistics', async () => {
    const length = 20_000;
    await append(['a']);
    const { rows: found } = await database.query('SELECT incarnation FROM ag06.streams WHERE stream = $1', [
      stream,
    ]);
    const incarnation = found[0]?.incarnation;
    await database.query(
      `INSERT INTO ag06.stream_events (incarnation, position, at, bytes, size, type, correlation_id, data)
      SELECT $1, n, n, 9, 9, 't' || n % 100, 'c' || n % 150, '1' FROM generate_series(2, ${length}) n`,
      [incarnation],
    );
    await database.query(
      `INSERT INTO ag06.correlated_events SELECT 't', correlation_id, at, $2, position, incarnation
      FROM ag06.stream_events WHERE incarnation = $1 AND position > 1`,
      [incarnation, stream],
    );
    await database.query('UPDATE ag06.streams SET last = $1, last_at = $1 WHERE stream = $2', [
      length,
      stream,
    ]);
    const { rows: statistics } = await database.query(
      `SELECT count(*)::int AS n FROM pg_stats WHERE schemaname = 'ag06' AND tablename = 'stream_events'`,
    );
    expect(statistics).toEqual([{ n: 0 }]);
    const limit = 50;
    const pages: (readonly [string, Partial<EventQuery>])[] = [
      ['of all', {}],
      ['of a type', { type: 't1' }],
      ['of a correlation id', { correlationId: 'c2' }],
      ['of a time', { from: length / 2, type: 't1' }],
    ];
    const costs = new Map<string, number>();
    // More often than PostgreSQL plans a statement anew.
    for (let round = 0; round < 7; round++)
      for (const [name, query] of pages) {
        const cost = await countRows('stream_events', async () => {
          const page = await store.events.read({ tenant: 't', stream, after: 9_000, limit, ...query });
          expect(page).toMatchObject({ result: 'page', hasMore: true });
        });
        costs.set(name, Math.max(cost, costs.get(name) ?? 0));
      }
    const timeline = await countRows('correlated_events', () =>
      store.events.readCorrelated({
        tenant: 't',
        correlationId: 'c1',
        after: { at: 9_000, stream, position: 9_000 },
        limit,
      }),
    );
    costs.set('of a timeline', timeline);
    expect([...costs].filter(([, rows]) => rows > 3 * limit)).toEqual([]);
    // The count counts: it has at least the rows of the page.
    expect([...costs].filter(([, rows]) => rows < limit)).toEqual([]);
  });

  it('are given to a group at the cost of a page, whatever it holds, in a database without statistics', async () => {
    const page = 200;
    for (let i = 0; i < 6; i++) await append(Array.from({ length: page }, () => 'a'));
    const how = { consumer: 'c', limit: page, leaseMs: HOUR_MS, maxDeliveries: 2, start: 'first' } as const;
    const costs: number[] = [];
    for (let i = 0; i < 6; i++) {
      const cost = await countRows('stream_events', async () => {
        const given = await store.groups.read({ tenant: 't', stream, group: 'g', ...how });
        expect(given).toMatchObject({ result: 'delivered', events: { length: page } });
      });
      costs.push(cost);
    }
    // It is decided which events are given, and these are loaded.
    expect(costs.filter((rows) => rows < page || rows > 3 * page)).toEqual([]);
  });

  it('name a broken event to who reads it, and make it a dead letter of a group that goes on', async () => {
    await append(['a', 'b', 'c']);
    await database.query(
      `UPDATE ag06.stream_events SET data = NULL, packed = '\\x01' WHERE position = 2 AND incarnation = (
        SELECT incarnation FROM ag06.streams WHERE stream = $1)`,
      [stream],
    );
    await expect(read()).rejects.toMatchObject({
      code: 'STORE_RECORD_INVALID',
      message: expect.stringMatching(`event 2 of stream ${stream} is broken: "data"`),
    });
    const group = { tenant: 't', stream, group: 'g' };
    const delivered = [];
    for (let i = 0; i < 3; i++) {
      const how = { consumer: 'c', limit: 10, leaseMs: 0, maxDeliveries: 2, start: 'first' } as const;
      const page = await store.groups.read({ ...group, ...how });
      delivered.push(page.result === 'delivered' ? page.events.map(({ position }) => position) : page);
    }
    expect(delivered).toEqual([[1, 3], [1, 3], []]);
    expect((await store.groups.listDead(group, 0, 10))[1]).toMatchObject({ position: 2, event: undefined });
  });
});

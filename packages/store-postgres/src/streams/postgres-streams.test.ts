import type { Database } from '@ag06/postgres';
import { openBlankDatabase } from '@ag06/postgres/testing';
import type { AppendAnswer, Store } from '@ag06/store';
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

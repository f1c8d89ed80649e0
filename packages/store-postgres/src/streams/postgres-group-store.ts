import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  type DeadEvent,
  type DeliveredEvent,
  type EventBlobs,
  type GroupDescription,
  type GroupHold,
  type GroupName,
  type GroupPage,
  type GroupRead,
  type GroupStart,
  type GroupStore,
  type HoldAnswer,
  hashRead,
  LAPSED,
  type Release,
  type RemovedDelivery,
  type ResetAnswer,
  readCount,
  readFlag,
  readOptional,
  readText,
  readUnlessBroken,
  STREAM_LIMITS,
} from '@ag06/store';
import { toStoreError } from '../to-store-error.ts';
import { EVENT_COLUMNS, readAbsence, readPositions, toStoredEvent } from './stream-rows.ts';

type How = 'acknowledge' | 'extend' | 'release';

/** Groups of consumers in tables; `sql/stream-groups.ts` has their functions. */
export class PostgresGroupStore implements GroupStore {
  readonly #database: SqlDatabase;
  readonly #blobs: EventBlobs;

  constructor(database: SqlDatabase, blobs: EventBlobs) {
    this.#database = database;
    this.#blobs = blobs;
  }

  async read(read: GroupRead): Promise<GroupPage> {
    const { tenant, stream, incarnation, group, consumer, readId, limit, leaseMs, maxDeliveries, start } =
      read;
    const { removed } = read;
    const { pageBytes, pending, dead, groups, pageEvents, buried, commandMs } = STREAM_LIMITS;
    const places = '$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16';
    const [row = {}] = await this.#query(
      readId === undefined
        ? `SELECT * FROM ag06.read_group(${places}, $17, $18, $19)`
        : `SELECT * FROM ag06.read_group_once(${places}, $17, $18, $19, $20, $21)`,
      [
        ...[tenant, stream, incarnation ?? null, group, consumer, limit, leaseMs, maxDeliveries],
        ...[start === 'first', LAPSED, pageBytes, pending, dead, groups, pageEvents, buried],
        ...(readId === undefined ? [] : [hashRead(consumer, readId), commandMs]),
        ...[removed?.positions ?? null, removed?.lost.map(([from]) => from) ?? null],
        removed?.lost.map(([, upto]) => upto) ?? null,
      ],
    );
    const absence = readAbsence(row);
    if (absence !== undefined) return absence;
    if (row.result === 'too_many_groups') return { result: 'too_many_groups' };
    const found = readCount('incarnation', row.incarnation);
    if (row.result === 'missing') {
      const first = readCount('first', row.first);
      return {
        result: 'missing',
        incarnation: found,
        positions: readPositions('missing', row.missing),
        first,
      };
    }
    const positions = readPositions('positions', row.positions);
    const taken = positions.filter((position) => removed?.positions.includes(position));
    const [events, gone] = await Promise.all([
      this.#load(stream, found, group, positions),
      this.#loadRemoved(found, group, taken),
    ]);
    return {
      result: 'delivered',
      incarnation: found,
      events,
      ...(gone.length > 0 && { removed: gone }),
      leasedUntil: readCount('leased_until', row.leased_until),
    };
  }

  /** Loads events that were just leased. One that was removed meanwhile is missing. */
  async #load(
    stream: string,
    incarnation: number,
    group: string,
    positions: readonly number[],
  ): Promise<readonly DeliveredEvent[]> {
    if (positions.length === 0) return [];
    const rows = await this.#query(
      // `LIMIT` has each event looked up by its key, also where the planner knows nothing of all that the group holds.
      `SELECT p.deliveries, ${EVENT_COLUMNS} FROM unnest($3::bigint[]) w(position)
      CROSS JOIN LATERAL (SELECT x.deliveries FROM ag06.stream_pending x
        WHERE x.incarnation = $1 AND x.name = $2 AND x.position = w.position LIMIT 1) p
      CROSS JOIN LATERAL (SELECT * FROM ag06.stream_events x
        WHERE x.incarnation = $1 AND x.position = w.position LIMIT 1) e
      ORDER BY e.position`,
      [incarnation, group, positions],
    );
    const read = rows.map(async (row) => {
      const event = await readUnlessBroken(stream, toStoredEvent(row), this.#blobs);
      return event === undefined ? [] : [{ ...event, delivery: readCount('deliveries', row.deliveries) }];
    });
    return (await Promise.all(read)).flat();
  }

  /** Of events that were just leased, those that the store keeps no more. */
  async #loadRemoved(
    incarnation: number,
    group: string,
    positions: readonly number[],
  ): Promise<readonly RemovedDelivery[]> {
    if (positions.length === 0) return [];
    const rows = await this.#query(
      `SELECT p.position, p.deliveries FROM ag06.stream_pending p
      WHERE p.incarnation = $1 AND p.name = $2 AND p.position = ANY ($3::bigint[])
        AND p.position < (SELECT s.first FROM ag06.streams s WHERE s.incarnation = $1) ORDER BY p.position`,
      [incarnation, group, positions],
    );
    return rows.map(({ position, deliveries }) => ({
      position: readCount('position', position),
      delivery: readCount('deliveries', deliveries),
    }));
  }

  acknowledge(held: GroupHold): Promise<HoldAnswer> {
    return this.#hold(held, 'acknowledge');
  }

  extend(held: GroupHold, leaseMs: number): Promise<HoldAnswer> {
    return this.#hold(held, 'extend', { afterMs: leaseMs });
  }

  release(held: GroupHold, release: Release): Promise<HoldAnswer> {
    return this.#hold(held, 'release', release);
  }

  async #hold(held: GroupHold, how: How, change: Partial<Release> = {}): Promise<HoldAnswer> {
    const { tenant, stream, incarnation, group, consumer, positions } = held;
    const { afterMs = 0, reason = '', maxDeliveries = 0 } = change;
    const [row = {}] = await this.#query(
      'SELECT * FROM ag06.change_held($1, $2, $3, $4, $5, $6::bigint[], $7, $8, $9, $10, $11)',
      [
        ...[tenant, stream, incarnation, group, consumer, positions],
        ...[how, afterMs, reason, maxDeliveries, STREAM_LIMITS.dead],
      ],
    );
    return readAbsence(row) ?? { result: 'done', refused: readPositions('refused', row.refused) };
  }

  async reset({ tenant, stream, group }: GroupName, to: GroupStart): Promise<ResetAnswer> {
    const [after, at] = 'at' in to ? [null, to.at] : [to.after, null];
    const [row = {}] = await this.#query('SELECT * FROM ag06.reset_group($1, $2, $3, $4, $5, $6)', [
      ...[tenant, stream, group, after, at, STREAM_LIMITS.groups],
    ]);
    const { result } = row;
    if (result === 'unknown' || result === 'too_many_groups') return { result };
    const incarnation = readCount('incarnation', row.incarnation);
    return { result: 'reset', incarnation, position: readCount('place', row.place) };
  }

  async describe({ tenant, stream, group }: GroupName): Promise<GroupDescription | undefined> {
    return (await this.#describe(tenant, stream, group))?.[0];
  }

  list(tenant: string, stream: string): Promise<readonly GroupDescription[] | undefined> {
    return this.#describe(tenant, stream, null);
  }

  async #describe(
    tenant: string,
    stream: string,
    group: string | null,
  ): Promise<readonly GroupDescription[] | undefined> {
    const rows = await this.#query(
      `SELECT s.incarnation, g.* FROM ag06.streams s LEFT JOIN LATERAL ag06.describe_groups(s, $3) g ON true
      WHERE s.tenant = $1 AND s.stream = $2 AND NOT s.is_deleted`,
      [tenant, stream, group],
    );
    if (rows.length === 0) return undefined;
    return rows.filter(({ group_name }) => group_name !== null).map(toDescription);
  }

  async listDead(
    { tenant, stream, group }: GroupName,
    after: number,
    limit: number,
  ): Promise<readonly DeadEvent[]> {
    const rows = await this.#query(
      `WITH page AS (
        SELECT d.*, sum(coalesce(e.size, 0)) OVER (ORDER BY d.position) - coalesce(e.size, 0) AS before
        FROM (
          SELECT d.* FROM ag06.stream_dead d JOIN ag06.streams s ON s.incarnation = d.incarnation AND NOT s.is_deleted
          WHERE s.tenant = $1 AND s.stream = $2 AND d.name = $3 AND d.position > $4 ORDER BY d.position LIMIT $5
        ) d LEFT JOIN ag06.stream_events e ON e.incarnation = d.incarnation AND e.position = d.position
      )
      SELECT p.position AS place, p.deliveries, p.consumer, p.reason, p.at AS died_at, ${EVENT_COLUMNS} FROM page p
      LEFT JOIN ag06.stream_events e ON e.incarnation = p.incarnation AND e.position = p.position
      WHERE p.before < $6 ORDER BY p.position`,
      [tenant, stream, group, after, limit, STREAM_LIMITS.pageBytes],
    );
    return Promise.all(rows.map((row) => readDead(stream, row, this.#blobs)));
  }

  redrive(name: GroupName, positions: readonly number[]): Promise<readonly number[]> {
    return this.#changeDead(name, positions, true);
  }

  discard(name: GroupName, positions: readonly number[]): Promise<readonly number[]> {
    return this.#changeDead(name, positions, false);
  }

  async #changeDead(
    { tenant, stream, group }: GroupName,
    positions: readonly number[],
    isDelivered: boolean,
  ): Promise<readonly number[]> {
    const [row] = await this.#query('SELECT ag06.change_dead($1, $2, $3, $4::bigint[], $5) AS changed', [
      ...[tenant, stream, group, positions, isDelivered],
    ]);
    return readPositions('changed', row?.changed);
  }

  async delete({ tenant, stream, group }: GroupName): Promise<boolean> {
    const text = 'SELECT ag06.delete_group($1, $2, $3) AS was_there';
    const [row] = await this.#query(text, [tenant, stream, group]);
    return readFlag('was_there', row?.was_there);
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

const toDescription = (row: SqlRow): GroupDescription => ({
  group: readText('group_name', row.group_name),
  incarnation: readCount('incarnation', row.incarnation),
  position: readCount('place', row.place),
  delivered: readCount('delivered', row.delivered),
  lag: readCount('lag', row.lag),
  pending: readCount('pending', row.pending),
  dead: readCount('dead', row.dead),
  oldestAt: readOptional(readCount, 'oldest_at', row.oldest_at),
});

const readDead = async (stream: string, row: SqlRow, blobs: EventBlobs): Promise<DeadEvent> => ({
  position: readCount('place', row.place),
  event: row.position === null ? undefined : await readUnlessBroken(stream, toStoredEvent(row), blobs),
  deliveries: readCount('deliveries', row.deliveries),
  consumer: readText('consumer', row.consumer),
  reason: readText('reason', row.reason),
  at: readCount('died_at', row.died_at),
});

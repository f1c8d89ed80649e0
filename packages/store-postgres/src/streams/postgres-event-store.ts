import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  type AppendAnswer,
  type CorrelatedEvent,
  type CorrelationQuery,
  type DeleteAnswer,
  type EncodedData,
  type EncodedEvent,
  type EventBlobs,
  type EventPage,
  type EventQuery,
  type EventStore,
  encodeEvents,
  largeDataOf,
  listSound,
  readAgainIfGone,
  readAppendAnswer,
  readCount,
  readFlag,
  readJson,
  readSound,
  readStreamEvent,
  readText,
  readUnlessBroken,
  STREAM_LIMITS,
  type StoredCorrelated,
  type StreamAppend,
  type StreamDescription,
  type StreamSummary,
  type StreamTrim,
  type TrimAnswer,
  toReference,
  unclaimable,
  unreadable,
} from '@ag06/store';
import { toStoreError } from '../to-store-error.ts';
import { AppendWatch } from './append-watch.ts';
import { EVENT_COLUMNS, readAbsence, SUMMARY_COLUMNS, toStoredEvent, toSummary } from './stream-rows.ts';

/** The most rows that one statement removes. */
const STEP = 500;

/** Streams of events in tables; `sql/append-events.ts` and its neighbours have their functions. */
export class PostgresEventStore implements EventStore {
  readonly #database: SqlDatabase;
  readonly #watch: AppendWatch;
  readonly #blobs: EventBlobs;

  constructor(database: SqlDatabase, blobs: EventBlobs) {
    this.#database = database;
    this.#blobs = blobs;
    this.#watch = new AppendWatch(database);
  }

  async append(append: StreamAppend): Promise<AppendAnswer> {
    const encoded = await encodeEvents(append, { blobs: this.#blobs, partition: 0 });
    if (encoded.result === 'too_large') return encoded;
    const { tenant, stream, command, fingerprint = '', expect, dedupeMs } = append;
    const events = JSON.stringify(encoded.events.map(toRecord));
    const large = largeDataOf(encoded.events);
    const { types, commands, commandMs, namedBytes } = STREAM_LIMITS;
    const [row] = await this.#query(
      'SELECT ag06.append_events($1, $2, $3, $4, $5, $6::text::json, $7, $8, $9, $10, $11, $12) AS answer',
      [
        ...[tenant, stream, command, expect ?? null, dedupeMs, events, types, commands, commandMs],
        ...[large.length === 0 ? null : large.map(toReference), fingerprint, namedBytes],
      ],
    );
    const answer = readText('answer', row?.answer);
    const [, last] = /^conflict\|(\d+)$/.exec(answer) ?? [];
    if (answer === 'missing') throw unclaimable(stream);
    if (last === undefined && answer !== 'reused') return readAppendAnswer(stream, answer);
    await this.#blobs.drop(large);
    return last === undefined ? { result: 'reused' } : { result: 'conflict', last: readCount('last', last) };
  }

  read(query: EventQuery): Promise<EventPage> {
    return readAgainIfGone(() => this.#read(query));
  }

  async #read(query: EventQuery): Promise<EventPage> {
    const { tenant, stream, incarnation, after, from, to, type, correlationId, limit } = query;
    const rows = await this.#query(
      `SELECT p.result, p.incarnation, p.first, p.last, p.upto, p.has_more, ${EVENT_COLUMNS}
      FROM ag06.plan_page($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) p
      LEFT JOIN ag06.stream_events e ON e.incarnation = p.incarnation AND e.position = ANY (p.positions)
      ORDER BY e.position`,
      [
        ...[tenant, stream, incarnation ?? null, after, from ?? null, to ?? null],
        ...[type ?? null, correlationId ?? null, limit, STREAM_LIMITS.pageBytes],
      ],
    );
    const [page] = rows;
    if (page === undefined) throw unreadable('page', 'a row', rows);
    const absence = readAbsence(page);
    if (absence !== undefined) return absence;
    const found = rows.filter(({ position }) => position !== null).map(toStoredEvent);
    return {
      result: 'page',
      incarnation: readCount('incarnation', page.incarnation),
      events: await Promise.all(found.map((event) => readStreamEvent(stream, event, this.#blobs))),
      upto: readCount('upto', page.upto),
      hasMore: readFlag('has_more', page.has_more),
      first: readCount('first', page.first),
      last: readCount('last', page.last),
    };
  }

  async describe(tenant: string, stream: string): Promise<StreamDescription | undefined> {
    const [row] = await this.#query(
      `SELECT ${SUMMARY_COLUMNS}, s.others, (
        SELECT json_agg(json_build_array(t.type, t.count))::text FROM ag06.stream_types t
        WHERE t.incarnation = s.incarnation AND t.count > 0
      ) AS types FROM ag06.streams s WHERE s.tenant = $1 AND s.stream = $2 AND NOT s.is_deleted`,
      [tenant, stream],
    );
    if (row === undefined) return undefined;
    return {
      ...toSummary(row),
      types: new Map(row.types === null ? [] : readTypes(row.types)),
      otherTypes: readCount('others', row.others),
    };
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly StreamSummary[]> {
    return listSound(after, limit, (last, asked) => this.#list(tenant, last, asked));
  }

  async #list(tenant: string, after: string | undefined, limit: number) {
    const rows = await this.#query(
      `SELECT ${SUMMARY_COLUMNS} FROM ag06.streams s
      WHERE s.tenant = $1 AND s.stream > $2 AND NOT s.is_deleted ORDER BY s.stream LIMIT $3`,
      [tenant, after ?? '', limit],
    );
    return rows.map((row) => ({ stream: readText('stream', row.stream), read: () => toSummary(row) }));
  }

  async delete(tenant: string, stream: string, incarnation?: number): Promise<DeleteAnswer> {
    const text = 'SELECT * FROM ag06.delete_stream($1, $2, $3)';
    const [row = {}] = await this.#query(text, [tenant, stream, incarnation ?? null]);
    return readAbsence(row) ?? { result: 'deleted' };
  }

  async finishDeletions(steps: number): Promise<number> {
    for (let taken = 0; taken < steps; taken++) {
      const [row] = await this.#query('SELECT ag06.free_stream($1) AS has_freed', [STEP]);
      if (!readFlag('has_freed', row?.has_freed)) return taken;
    }
    return steps;
  }

  async trim({ tenant, stream, incarnation, before, evenUnread }: StreamTrim): Promise<TrimAnswer> {
    const params = [tenant, stream, incarnation ?? null, before, evenUnread, STEP];
    for (let removed = 0; ; ) {
      const [row = {}] = await this.#query('SELECT * FROM ag06.trim_stream($1, $2, $3, $4, $5, $6)', params);
      const absence = readAbsence(row);
      if (absence !== undefined) return absence;
      removed += readCount('removed', row.removed);
      if (!readFlag('has_more', row.has_more))
        return { result: 'trimmed', removed, first: readCount('first', row.first) };
    }
  }

  readCorrelated(query: CorrelationQuery): Promise<readonly CorrelatedEvent[]> {
    return readSound(query, (one) => this.#readCorrelated(one));
  }

  async #readCorrelated(query: CorrelationQuery): Promise<readonly StoredCorrelated[]> {
    const { tenant, correlationId, after, limit } = query;
    const rows = await this.#query(
      `WITH summed AS (
        SELECT p.stream, p.at AS listed_at, e.*, sum(e.size) OVER (ORDER BY p.at, p.stream, p.position) - e.size AS before
        FROM ag06.correlated_page($1, $2, $3, $4, $5, $6) p JOIN ag06.stream_events e ON e.incarnation = p.incarnation AND e.position = p.position
      )
      SELECT e.stream, e.listed_at, e.incarnation AS of_incarnation, ${EVENT_COLUMNS} FROM summed e WHERE e.before < $7
      ORDER BY e.listed_at, e.stream, e.position`,
      [
        ...[tenant, correlationId, after?.at ?? -1, after?.stream ?? '', after?.position ?? 0],
        ...[limit, STREAM_LIMITS.pageBytes],
      ],
    );
    return rows.map((row) => toCorrelated(row, this.#blobs));
  }

  watch(tenant: string, stream: string, listener: () => void): Promise<() => Promise<void>> {
    return this.#watch.watch(tenant, stream, listener);
  }

  /** May be called twice. */
  close(): void {
    this.#watch.close();
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

/** Compressed data goes as base64, because drivers differ in how they send lists of bytes. */
const toRecord = ({ type, correlationId, id, traceId, hash, data, bytes, size }: EncodedEvent) => ({
  t: type,
  c: correlationId,
  i: id,
  r: traceId,
  h: hash?.toString('hex'),
  ...toDataColumn(data),
  b: bytes,
  s: size,
});

function toDataColumn(data: EncodedData) {
  if ('text' in data) return { d: data.text };
  return 'owner' in data ? { l: toReference(data) } : { z: Buffer.from(data.packed).toString('base64') };
}

function toCorrelated(row: SqlRow, blobs: EventBlobs): StoredCorrelated {
  const stream = readText('stream', row.stream);
  return {
    place: { at: readCount('at', row.listed_at), stream, position: readCount('position', row.position) },
    incarnation: readCount('incarnation', row.of_incarnation),
    read: () => readUnlessBroken(stream, toStoredEvent(row), blobs),
  };
}

function readTypes(text: unknown): (readonly [string, number])[] {
  const types = readJson('types', text);
  if (!Array.isArray(types)) throw unreadable('types', 'a list', types);
  return types.map((one) => {
    const [type, count] = Array.isArray(one) ? one : [];
    return [readText('type', type), readCount('count', count)];
  });
}

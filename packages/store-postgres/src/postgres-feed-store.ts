import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  FEED_PAGE,
  type FeedEvent,
  type FeedListener,
  type FeedPosition,
  type FeedStore,
  type FeedTail,
  readCount,
  readEvent,
  readRunMeta,
  readText,
  skipBroken,
  startPollingTail,
} from '@ag06/store';
import { toStoreError } from './to-store-error.ts';

/** Bounds how late an event is reported, and how much following costs. */
const POLL_EVERY_MS = 25;

/** Reads events up to the one that fills the page. Looks at lengths first, so that long bodies are not read in vain. */
const READ = `
  WITH following AS (
    SELECT e.run_id, e.seq, e.at FROM ag06.events e JOIN ag06.runs r USING (run_id)
    WHERE r.tenant = $1 AND e.at >= $2 AND e.at < $5 AND (e.at, e.run_id, e.seq) > ($2, $3, $4)
    ORDER BY e.at, e.run_id, e.seq LIMIT ${FEED_PAGE.events}
  ), measured AS (
    SELECT run_id, seq, at,
      sum(octet_length(e.body)) OVER (ORDER BY at, run_id, seq) - octet_length(e.body) AS before
    FROM following JOIN ag06.events e USING (run_id, seq, at)
  )
  SELECT e.run_id, e.seq, e.at, e.type, e.body, d.meta
  FROM measured m JOIN ag06.events e ON e.run_id = m.run_id AND e.seq = m.seq JOIN ag06.run_data d ON d.run_id = m.run_id
  WHERE m.before < ${FEED_PAGE.chars} ORDER BY m.at, m.run_id, m.seq`;

/** The feed in a database: the table of events, by its index of times. */
export class PostgresFeedStore implements FeedStore {
  readonly #database: SqlDatabase;
  readonly #tails = new Set<FeedTail>();

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async *readFeed(tenant: string, after: FeedPosition, until: number): AsyncGenerator<readonly FeedEvent[]> {
    for (let position = after; ; ) {
      const { at, runId, seq } = position;
      const { rows } = await this.#query(READ, [tenant, at, runId, seq, until]);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.flatMap((row) => skipBroken(() => toFeedEvent(row)) ?? []);
      position = {
        at: readCount('at', last.at),
        runId: readText('run_id', last.run_id),
        seq: readCount('seq', last.seq),
      };
    }
  }

  async tailFeed(tenant: string, listener: FeedListener): Promise<FeedTail> {
    const tail = await startPollingTail(tenant, listener, {
      everyMs: POLL_EVERY_MS,
      loadSettledAt: async () =>
        readCount('at', (await this.#query('SELECT ag06.settled_at() AS at', [])).rows[0]?.at),
      readFeed: (...args) => this.readFeed(...args),
    });
    this.#tails.add(tail);
    return tail;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#tails].map((tail) => tail.stop()));
  }

  async #query(text: string, params: readonly unknown[]) {
    try {
      return await this.#database.query(text, params);
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

/** A row of the statement above. */
function toFeedEvent({ run_id, seq, at, type, body, meta }: SqlRow): FeedEvent {
  const runId = readText('run_id', run_id);
  return { runId, meta: readRunMeta(runId, meta), event: readEvent(runId, { seq, at, type, body }) };
}

import type { RunMeta } from '@ag06/protocol';
import { type FeedEvent, readRunMeta, skipBroken } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import { parseEvent, timeOf } from '../load-log-page.ts';
import type { RedisClient } from '../redis-client.ts';
import { toReply, toTexts } from '../reply-values.ts';

/** How many runs have their read position remembered; a forgotten one is looked up again. */
const REMEMBERED_MAX = 20_000;
/** Logs read in one round trip. */
const LOGS = 200;
/** New events are near the end of a log. */
const LOOK_BACK = 64;

interface KnownLog {
  readonly meta: RunMeta;
  /** How many events were read. */
  read: number;
}

interface Log {
  readonly runId: string;
  readonly keys: PartitionKeys;
}

/** Reads the new events of logs that changed, each event once. */
export class ChangedLogs {
  readonly #redis: RedisClient;
  readonly #tenant: string;
  #since = 0;
  readonly #known = new Map<string, KnownLog>();

  constructor(redis: RedisClient, tenant: string) {
    this.#redis = redis;
    this.#tenant = tenant;
  }

  /** Returns the new events. In a log that is not remembered, those are the events from `since` on. */
  async read(
    since: number,
    partitions: readonly PartitionKeys[],
    logKeys: readonly string[],
  ): Promise<FeedEvent[]> {
    this.#since = since;
    const found: FeedEvent[] = [];
    for (const keys of partitions) {
      const prefix = keys.log('');
      const logs = logKeys
        .filter((key) => key.startsWith(prefix))
        .map((key) => ({ runId: key.slice(prefix.length), keys }));
      for (let i = 0; i < logs.length; i += LOGS) {
        const { known, unknown } = Object.groupBy(logs.slice(i, i + LOGS), ({ runId }) =>
          this.#known.has(runId) ? 'known' : 'unknown',
        );
        if (known !== undefined) await this.#readKnown(known, found);
        if (unknown !== undefined) await this.#readUnknown(unknown, found);
      }
    }
    return found;
  }

  async #readKnown(logs: readonly Log[], found: FeedEvent[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const { runId, keys } of logs)
      pipeline.lrange(keys.log(runId), this.#known.get(runId)?.read ?? 0, -1);
    const replies = ((await pipeline.exec()) ?? []).map(toReply);
    for (const [i, { runId }] of logs.entries()) {
      const known = this.#known.get(runId);
      if (known !== undefined) this.#take(runId, known, toTexts(replies[i]), found);
    }
  }

  async #readUnknown(logs: readonly Log[], found: FeedEvent[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const { runId, keys } of logs) {
      pipeline
        .hget(keys.run(runId), 'm')
        .llen(keys.log(runId))
        .lrange(keys.log(runId), 0, LOOK_BACK - 1);
    }
    const replies = ((await pipeline.exec()) ?? []).map(toReply);
    for (const [i, log] of logs.entries()) {
      const [text, length, lines] = replies.slice(3 * i, 3 * i + 3);
      // The run was deleted.
      if (typeof text !== 'string') continue;
      const meta = skipBroken(() => readRunMeta(log.runId, text));
      if (meta === undefined) continue;
      const known: KnownLog = { meta, read: 0 };
      if (Number(length) > LOOK_BACK) await this.#readEnd(log, known, Number(length), found);
      else this.#take(log.runId, known, toTexts(lines), found);
    }
  }

  /** Reads the end of a long log; all of it if the end has only new events. */
  async #readEnd({ runId, keys }: Log, known: KnownLog, length: number, found: FeedEvent[]): Promise<void> {
    known.read = length - LOOK_BACK;
    let lines = await this.#redis.lrange(keys.log(runId), known.read, -1);
    if (timeOf(lines[0] ?? '') >= this.#since) {
      known.read = 0;
      lines = await this.#redis.lrange(keys.log(runId), 0, -1);
    }
    this.#take(runId, known, lines, found);
  }

  #take(runId: string, known: KnownLog, lines: readonly string[], found: FeedEvent[]): void {
    const events = lines.flatMap(
      (line, i) => skipBroken(() => parseEvent(runId, line, known.read + i + 1)) ?? [],
    );
    known.read += lines.length;
    const { meta } = known;
    const isKnown = this.#known.delete(runId);
    if (meta.tenant === this.#tenant) {
      for (const event of events) if (isKnown || event.at >= this.#since) found.push({ runId, meta, event });
    }
    this.#remember(runId, known);
  }

  #remember(runId: string, known: KnownLog): void {
    this.#known.set(runId, known);
    if (this.#known.size <= REMEMBERED_MAX) return;
    const oldest = this.#known.keys().next();
    if (!oldest.done) this.#known.delete(oldest.value);
  }
}

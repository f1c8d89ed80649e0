import { type FeedEvent, readCount, readRunMeta, skipBroken, startOfTime } from '@ag06/store';
import type { PartitionKeys } from '../keys.ts';
import type { RedisClient } from '../redis-client.ts';
import { toList, toText } from '../reply-values.ts';
import { LogMerge } from './log-merge.ts';
import { type OpenLog, openLog } from './open-log.ts';

/** How many runs have their read position remembered; a forgotten one is looked up again. */
const REMEMBERED_MAX = 20_000;
/** Logs looked up in one round trip. */
const LOGS = 100;

/**
 * Returns for each pair of keys, a run and its log, the run's meta and how many events at the beginning of its log have no time from
 * ARGV[1] on; some more of these may follow. New events are near the end: it looks 64 events back, then 128 more, and so on.
 */
const FIND_STARTS = /* lua */ `
local since, out = tonumber(ARGV[1]), {}
for i = 1, #KEYS, 2 do
  local meta, from, back = redis.call('HGET', KEYS[i], 'm'), redis.call('LLEN', KEYS[i + 1]), 64
  while meta and from > 0 do
    from = math.max(0, from - back)
    if from == 0 then break end
    local line = redis.call('LRANGE', KEYS[i + 1], from, from)[1]
    if tonumber(string.match(line, '^%d+') or 0) < since then break end
    back = 2 * back
  end
  out[i], out[i + 1] = meta, from
end
return out
`;

/** Reads the new events of logs that changed, each event once, and no more at a time than a page. */
export class ChangedLogs {
  readonly #redis: RedisClient;
  readonly #tenant: string;
  readonly #merge: LogMerge;
  /** By run; undefined for one of another tenant. */
  readonly #known = new Map<string, OpenLog | undefined>();

  constructor(redis: RedisClient, tenant: string, merge: LogMerge = new LogMerge(redis)) {
    this.#redis = redis;
    this.#tenant = tenant;
    this.#merge = merge;
  }

  /** Whether some of their events were not taken yet. */
  get hasMore(): boolean {
    return this.#merge.hasMore;
  }

  /** Adds logs that changed, by their keys. In a log that is not remembered, the new events are those from `since` on. */
  async add(since: number, partitions: readonly PartitionKeys[], logKeys: readonly string[]): Promise<void> {
    for (const keys of partitions) {
      const prefix = keys.log('');
      const own = logKeys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      const { known = [], unknown = [] } = Object.groupBy(own, (runId) =>
        this.#known.has(runId) ? 'known' : 'unknown',
      );
      for (const runId of known) this.#open(runId, this.#known.get(runId));
      for (let from = 0; from < unknown.length; from += LOGS)
        await this.#find(keys, unknown.slice(from, from + LOGS), since);
    }
  }

  /** Returns the latest time of events that were read before `moment` and are held back since; 0 if there are none. */
  findHeld(moment: number): number {
    return this.#merge.findHeld(moment);
  }

  /** Takes their new events before the time `until`. */
  takePages(until: number): AsyncIterable<readonly FeedEvent[]> {
    return this.#merge.takePages(until);
  }

  /** Finds where the new events of these logs begin. */
  async #find(keys: PartitionKeys, runIds: readonly string[], since: number): Promise<void> {
    const names = runIds.flatMap((runId) => [keys.run(runId), keys.log(runId)]);
    const found = toList(await this.#redis.eval(FIND_STARTS, names.length, ...names, since));
    for (const [i, runId] of runIds.entries()) {
      const text = toText(found[2 * i] ?? null);
      // The run was deleted, or is broken.
      const meta = text === null ? undefined : skipBroken(() => readRunMeta(runId, text));
      if (meta === undefined) continue;
      const read = readCount('start', found[2 * i + 1]);
      const isOurs = meta.tenant === this.#tenant;
      this.#open(runId, isOurs ? openLog({ runId, keys }, startOfTime(since), { read, meta }) : undefined);
    }
  }

  #open(runId: string, log: OpenLog | undefined): void {
    // Whatever the clock did, its next event is not before that.
    if (log?.isOpen === false) log.position = startOfTime(0);
    if (log !== undefined) this.#merge.add(log);
    this.#known.delete(runId);
    this.#known.set(runId, log);
    if (this.#known.size > REMEMBERED_MAX) this.#forgetOne();
  }

  /** Forgets the log that changed least recently, unless it has events left: then it is the most recent one. */
  #forgetOne(): void {
    const [oldest] = this.#known;
    if (oldest === undefined) return;
    const [runId, log] = oldest;
    this.#known.delete(runId);
    if (log?.isOpen === true) this.#known.set(runId, log);
  }
}

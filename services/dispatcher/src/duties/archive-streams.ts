import { ArchiveError } from '@ag06/archive';
import { DEFAULT_TENANT } from '@ag06/contracts';
import type { DutyTurn } from '@ag06/duty';
import { passBroken, type StreamSummary } from '@ag06/store';
import type { OpenArchive } from '../archive/open-archive.ts';
import { keptMsOfStream, leastKeptMs } from '../archive/stream-retention.ts';
import type { Parts } from '../parts.ts';

const STREAMS_A_TURN = 100;
const DELETIONS_A_TURN = 200;
const STEPS_A_TURN = 200;
const UPKEEP_EVERY_MS = 10 * 60_000;
/** For how long events wait for more, so that few small segments are written: a share of the retention, and a day at most. */
const LINGER_SHARE = 0.1;
const LINGER_MAX_MS = 24 * 3600_000;

type StreamArchivingParts = Pick<Parts, 'store' | 'archive' | 'streamRetention' | 'log'> & {
  readonly clock: Pick<Parts['clock'], 'isTrusted'>;
};

/** Takes events that are older than their retention into the archive, some streams a turn. One dispatcher does so at a time. */
export class StreamArchiving {
  readonly #parts: StreamArchivingParts;
  #after: string | undefined;
  /** When the archived events are looked after next, by the clock of this process. */
  #upkeepAt = 0;

  constructor(parts: StreamArchivingParts) {
    this.#parts = parts;
  }

  async look(signal: AbortSignal): Promise<DutyTurn> {
    const { store, archive, streamRetention, clock } = this.#parts;
    if (archive === undefined || !(await clock.isTrusted())) return undefined;
    if (!(await archive.streams.lease.keep())) return undefined;
    let isMore = (await archive.streams.work.finishDeletions(DELETIONS_A_TURN)) >= DELETIONS_A_TURN;
    if (leastKeptMs(streamRetention) !== undefined) {
      const now = await store.runs.now();
      const page = await store.events.list(DEFAULT_TENANT, this.#after, STREAMS_A_TURN);
      for (const stream of page) isMore = (await this.#archive(stream, now, signal)) || isMore;
      this.#after = page.length < STREAMS_A_TURN ? undefined : page.at(-1)?.stream;
      isMore ||= this.#after !== undefined;
    }
    isMore = (await this.#lookAfter(archive, signal)) || isMore;
    return isMore ? 'more' : undefined;
  }

  /** Prunes and merges from time to time, because it lists the whole archive of streams. Returns whether there is more. */
  async #lookAfter({ streams, objects }: OpenArchive, signal: AbortSignal): Promise<boolean> {
    if (performance.now() < this.#upkeepAt) return false;
    const taken = await streams.upkeep.look(DEFAULT_TENANT, STEPS_A_TURN, signal);
    if (taken !== undefined && taken > 0) return true;
    await objects.tidy();
    this.#upkeepAt = performance.now() + UPKEEP_EVERY_MS;
    return false;
  }

  /** Returns whether it took events of this stream. */
  async #archive(summary: StreamSummary, now: number, signal: AbortSignal): Promise<boolean> {
    const { archive, streamRetention, log } = this.#parts;
    const keptMs = keptMsOfStream(streamRetention, summary.stream);
    if (archive === undefined || keptMs === undefined) return false;
    const lingerMs = Math.min(keptMs * LINGER_SHARE, LINGER_MAX_MS);
    if (summary.first === undefined || now - summary.first.at < keptMs + lingerMs) return false;
    try {
      const taken = await archive.streams.work.archive(DEFAULT_TENANT, summary, now - keptMs, signal);
      return taken !== undefined && taken > 0;
    } catch (error) {
      // Another stream is not held up by what is broken in one.
      if (!(error instanceof ArchiveError)) passBroken(error);
      log.warn({ err: error, stream: summary.stream }, 'Events of a stream could not go to the archive.');
      return false;
    }
  }
}

import { STREAM_LIMITS, type StreamEvent } from '@ag06/store';
import { SegmentGone } from '../segment/segment.ts';
import type { StreamArchive } from './stream-archive.ts';

/** Events of a stream that the store keeps no more. */
interface RemovedPlaces {
  readonly tenant: string;
  readonly stream: string;
  readonly incarnation: number;
  readonly positions: readonly number[];
  /** The first position that the store keeps. */
  readonly first: number;
}

interface RemovedContent {
  /** By position, in the order in which they were asked for; not all if they are many or large, but at least one that there is. */
  readonly events: ReadonlyMap<number, StreamEvent>;
  /** Ranges of events that the archive does not have, both ends included. */
  readonly lost: readonly (readonly [from: number, upto: number])[];
}

/** How many parts of a stream that do not follow each other are read at once. */
const RUNS_MAX = 16;

/** Fresh lists that must lack an event. In the middle of one, a merge may remove what is listed next: another one has it then. */
const LISTS = 2;
/** How often segments may be merged or pruned while they are read. */
const GONE_MAX = 5;

/**
 * Loads removed events from the archive, as much as a page of the store may have. An event is lost only if the archive is
 * the fleet's, before and afterwards, and two fresh lists of it lack the event. Rejects if it cannot be read.
 */
export async function loadRemoved(archive: StreamArchive, places: RemovedPlaces): Promise<RemovedContent> {
  const { tenant, stream, incarnation } = places;
  const name = await archive.nameOf(tenant, stream, incarnation);
  let gone = 0;
  for (let lists = 0; ; ) {
    try {
      const found = await new RemovedReading(archive, places).read();
      if (found.lost.length === 0) return found;
      if (lists >= LISTS) {
        await archive.confirm();
        return found;
      }
    } catch (error) {
      if (!(error instanceof SegmentGone) || gone >= GONE_MAX) throw error;
      gone++;
    }
    await archive.lookAgain(name);
    lists++;
  }
}

class RemovedReading {
  readonly #archive: StreamArchive;
  readonly #places: RemovedPlaces;
  readonly #events = new Map<number, StreamEvent>();
  readonly #lost: [number, number][] = [];
  #bytes = 0;

  constructor(archive: StreamArchive, places: RemovedPlaces) {
    this.#archive = archive;
    this.#places = places;
  }

  async read(): Promise<RemovedContent> {
    let last = 0;
    for (const [from, upto] of toRuns(this.#places.positions).slice(0, RUNS_MAX)) {
      if (this.#isFull) break;
      last = await this.#readRun(from, upto);
    }
    // A long gap is passed over at once.
    if (this.#lost.at(-1)?.[1] === last) await this.#readRun(last + 1, this.#places.first - 1, 1);
    return { events: this.#events, lost: this.#lost };
  }

  get #isFull(): boolean {
    return this.#bytes >= STREAM_LIMITS.pageBytes;
  }

  /** Reads positions that follow each other, up to so many events. Returns up to where it came. */
  async #readRun(from: number, upto: number, most = upto - from + 1): Promise<number> {
    const { tenant, stream, incarnation } = this.#places;
    const name = await this.#archive.nameOf(tenant, stream, incarnation);
    let next = from;
    for (let left = most; next <= upto && left > 0 && !this.#isFull; ) {
      const limit = Math.min(left, STREAM_LIMITS.pageEvents);
      const page = await this.#archive.read(name, { tenant, stream, after: next - 1, limit }, upto + 1);
      for (const event of page.events) {
        this.#lose(next, event.position - 1);
        this.#events.set(event.position, event);
        this.#bytes += Buffer.byteLength(event.data);
        next = event.position + 1;
      }
      this.#lose(next, page.upto);
      next = Math.max(next, page.upto + 1);
      left -= page.events.length;
    }
    return next - 1;
  }

  #lose(from: number, upto: number): void {
    if (from <= upto) this.#lost.push([from, upto]);
  }
}

/** The ranges of positions that follow each other, in the given order. */
function toRuns(positions: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === position) run[1] = position;
    else runs.push([position, position]);
  }
  return runs;
}

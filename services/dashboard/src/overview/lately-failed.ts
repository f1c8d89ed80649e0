import type { Client, RunSummaryView } from '@ag06/client';

/** Runs that failed within this time need a person. */
export const LATELY_MS = 86_400_000;
/** Of how many it counts; beyond that it says that there are more. */
const COUNTED = 50;
/** Pages of those that were created before, in one look: each is a thousand failed runs at most. */
const PAGES_MAX = 3;
const LOOK_EVERY_MS = 60_000;
/** After a change that somebody has seen. */
const LOOK_AGAIN_MS = 10_000;
/** How long a look may take: less than the page waits for a part of it, so that the runs of the day are shown anyway. */
const LOOK_MS = 4_000;

/** Runs that failed lately, the last to end first. */
export interface FailedRuns {
  readonly items: readonly RunSummaryView[];
  /** Else there may be more. */
  readonly isAll: boolean;
  /** Why those that were created before could not be looked at. */
  readonly fault?: unknown;
}

/** Failed runs that were created before a time, and ended after it. */
interface LongRuns extends FailedRuns {
  readonly before: number;
}

/**
 * Finds the runs that failed within a day, however long they ran. Runs that were created within that day are asked for with each
 * look. All other failed runs that are kept, and those of the archive, have to be examined for the rest, so that is done once a minute,
 * or ten seconds after the last time if something has changed.
 */
export class LatelyFailed {
  readonly #client: Pick<Client, 'listPage'>;
  #long: LongRuns | undefined;
  #hasChanged = false;

  constructor(client: Pick<Client, 'listPage'>) {
    this.#client = client;
  }

  /** Something failed, or is tried again. */
  expectChange(): void {
    this.#hasChanged = true;
  }

  /** @param at now, in milliseconds since 1970 */
  async load(at: number, signal: AbortSignal): Promise<FailedRuns> {
    const since = at - LATELY_MS;
    const age = since - (this.#long?.before ?? 0);
    const known = age < (this.#hasChanged ? LOOK_AGAIN_MS : LOOK_EVERY_MS) ? this.#long : undefined;
    const from = new Date(known?.before ?? since);
    const [recent, long] = await Promise.all([
      this.#client.listPage({ status: ['failed', 'timed_out'], from, limit: COUNTED }, { signal }),
      known ?? this.#lookForLong(since, signal),
    ]);
    const items = [...recent.items, ...long.items]
      .filter((run) => endOf(run) >= since)
      .sort((a, b) => endOf(b) - endOf(a));
    const { fault } = long;
    return {
      items,
      isAll: recent.next === undefined && long.isAll,
      ...(fault !== undefined && { fault }),
    };
  }

  /** What was known before stands in for a look that fails. */
  async #lookForLong(since: number, signal: AbortSignal): Promise<LongRuns> {
    const late = AbortSignal.timeout(LOOK_MS);
    try {
      return await this.#findLong(since, AbortSignal.any([signal, late]));
    } catch (error) {
      signal.throwIfAborted();
      this.#hasChanged = true;
      const fault = late.aborted ? new Error(`There was no answer within ${LOOK_MS / 1_000} s.`) : error;
      this.#long = { before: since, items: this.#long?.items ?? [], isAll: false, fault };
      return this.#long;
    }
  }

  async #findLong(before: number, signal: AbortSignal): Promise<LongRuns> {
    this.#hasChanged = false;
    const time = new Date(before);
    const filter = { status: ['failed', 'timed_out'], to: time, endedFrom: time, limit: COUNTED } as const;
    const items: RunSummaryView[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < PAGES_MAX && items.length < COUNTED; pages++) {
      const page = await this.#client.listPage({ ...filter, cursor }, { signal });
      items.push(...page.items);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    this.#long = { before, items, isAll: cursor === undefined };
    return this.#long;
  }
}

const endOf = ({ finishedAt, createdAt }: RunSummaryView): number => Date.parse(finishedAt ?? createdAt);

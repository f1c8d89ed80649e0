import { type LogMoment, Refusal, type RunEvent } from '@ag06/contracts';
import { beginFold, type Plan, type RunFold } from '@ag06/engine';
import { type RunStore, type RunSummary, readLog } from '@ag06/store';

interface FoldLimits {
  /** Events that are read at once. */
  readonly page: number;
  /** After so many events, a fold is kept for later requests. */
  readonly every: number;
  /** The most events that one request folds. */
  readonly events: number;
  /** The most milliseconds that one request folds. */
  readonly ms: number;
  /** The most folds that are kept. */
  readonly kept: number;
}

const LIMITS: FoldLimits = { page: 250, every: 20_000, events: 200_000, ms: 1_200, kept: 64 };

/**
 * Folds logs of runs for requests, each of which does a bounded part of the work. A log that is too long for one request is
 * refused for now, and the fold is kept: the repeated request goes on from there. Other work of the process gets its turn
 * between two pages.
 */
export class LogFolds {
  readonly #limits: FoldLimits;
  /** By run, version of its workflow and number of the last event; the one that was used last is last. */
  readonly #kept = new Map<string, RunFold>();

  constructor(limits: Partial<FoldLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * Folds the log of a run up to a moment, which the events at it are part of. The fold belongs to the caller. Rejects with
   * `Refusal` STATE_PENDING, or with the reason of the signal.
   */
  async foldTo(
    runs: Pick<RunStore, 'loadLogPage'>,
    run: RunSummary,
    plan: Plan | undefined,
    moment: LogMoment,
    signal: AbortSignal,
  ): Promise<RunFold> {
    // A fold that was begun without the plan, because that was missing, is another one.
    const of = `${run.runId}|${run.createdAt}|${plan?.version ?? ''}|`;
    const fold = this.#nearest(of, moment)?.copy() ?? beginFold(plan);
    const { page: pageMax, every, events, ms } = this.#limits;
    const [from, until] = [fold.seq, performance.now() + ms];
    for await (const page of readLog(runs, run.runId, { after: from, page: { events: pageMax } })) {
      signal.throwIfAborted();
      for (const event of page.events) {
        if (isAfter(event, moment)) return this.#keep(of, fold);
        fold.add(event);
        if (fold.seq % every === 0) this.#keep(of, fold);
      }
      if (!page.more) break;
      if (fold.seq - from >= events || performance.now() > until) {
        this.#keep(of, fold);
        throw pending(fold.seq);
      }
    }
    return this.#keep(of, fold);
  }

  /** The kept fold from which the way to the moment is shortest. */
  #nearest(of: string, moment: LogMoment): RunFold | undefined {
    let best: RunFold | undefined;
    let bestKey = '';
    for (const [key, fold] of this.#kept) {
      if (!key.startsWith(of) || isAfter(fold, moment) || fold.seq <= (best?.seq ?? 0)) continue;
      [best, bestKey] = [fold, key];
    }
    if (best !== undefined && this.#kept.delete(bestKey)) this.#kept.set(bestKey, best);
    return best;
  }

  #keep(of: string, fold: RunFold): RunFold {
    if (fold.seq === 0) return fold;
    this.#kept.set(`${of}${fold.seq}`, fold.copy());
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > this.#limits.kept && !oldest.done) this.#kept.delete(oldest.value);
    return fold;
  }
}

/** Whether an event, or the last event of a fold, comes after the moment. */
function isAfter({ seq, at }: Pick<RunEvent, 'seq' | 'at'>, moment: LogMoment): boolean {
  if (moment === 'end') return false;
  return 'seq' in moment ? seq > moment.seq : at > moment.at;
}

const pending = (seq: number): Refusal =>
  new Refusal(
    503,
    'STATE_PENDING',
    `The log is long: ${seq} events were looked at. Ask again, and it goes on from there.`,
    { retryAfterMs: 1_000 },
  );

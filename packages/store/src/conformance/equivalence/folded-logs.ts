import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '@ag06/contracts';
import { beginFold, type FoldPlan, type RunFold, type ShownRun } from '@ag06/protocol';
import { expect } from '@jest/globals';
import type { RandomPlan } from './random-plan.ts';
import { toComparable, toFoldPlan } from './shown-run.ts';

/** So many events are in the message of a failure. */
const LAST = 8;

/** Folds the logs of some runs, event by event, and compares each fold with what readers of the run are shown. */
export class FoldedLogs {
  readonly #plan: FoldPlan;
  readonly #folds = new Map<string, RunFold>();

  constructor(plan: RandomPlan) {
    this.#plan = toFoldPlan(plan);
  }

  /** @param events the whole log of the run, of which those that are new are added */
  compare(runId: string, events: readonly RunEvent[], run: ShownRun | undefined): void {
    if (run === undefined) return;
    const fold = this.#folds.get(runId) ?? beginFold(this.#plan);
    this.#folds.set(runId, fold);
    for (const event of events.slice(fold.seq)) fold.add(event);
    const [told, shown] = [toComparable(fold.show()), toComparable(run)];
    if (isDeepStrictEqual(told, shown)) return;
    const last = { runId, events: events.slice(-LAST) };
    expect({ ...last, ...told }).toEqual({ ...last, ...shown });
  }
}

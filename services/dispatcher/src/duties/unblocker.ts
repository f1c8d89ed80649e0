import { dependencyOf } from '@ag06/contracts';
import { type RunContext, sendActivations, toActivations, wake } from '@ag06/runtime';
import type { BlockedUnit } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { toContext } from './to-context.ts';

/** Moves units from the list of a reason that no longer blocks them to their queues. */
export class Unblocker {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Dispatches the first units that can go. One that cannot does not hold up those behind it. */
  async unblockSome(
    reason: string,
    limit: number,
    choose: (listed: readonly BlockedUnit[]) => readonly BlockedUnit[] = (listed) => listed,
  ): Promise<{ readonly dispatched: number; readonly isLast: boolean }> {
    let after: BlockedUnit | undefined;
    for (;;) {
      const listed = await this.#parts.store.runs.listBlocked(reason, limit, after);
      const { dispatched, gone } = await this.#dispatch(reason, choose(listed));
      const isLast = listed.length < limit;
      if (dispatched > 0 || (isLast && gone === 0)) return { dispatched, isLast };
      // Units of runs that are gone have left the list.
      if (gone === 0) after = listed.at(-1);
    }
  }

  /** Returns how many were dispatched, and how many have no run any more. Others were moved by somebody else. */
  async #dispatch(
    reason: string,
    units: readonly BlockedUnit[],
  ): Promise<{ readonly dispatched: number; readonly gone: number }> {
    const { broker, carrier } = this.#parts;
    const contexts = new Map<string, Promise<RunContext | 'gone' | undefined>>();
    const gone: BlockedUnit[] = [];
    const contextOf = (runId: string) => {
      const context = contexts.get(runId) ?? this.#loadContext(runId);
      contexts.set(runId, context);
      return context;
    };
    const settled = await Promise.allSettled(
      units.map(async (unit) => {
        const context = await contextOf(unit.runId);
        if (context === 'gone') gone.push(unit);
        if (context === 'gone' || context === undefined) return [];
        const enqueues = await this.#unblock(context, reason, unit);
        return toActivations(context, enqueues, carrier, { because: 'unblock' });
      }),
    );
    // Every unblocked unit is enqueued, even if the store refused another.
    const all = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const dependency = dependencyOf(reason);
    if (all.length > 0 && dependency === undefined) await sendActivations(broker, all);
    // The dependency may come from the unit's input, so the new activation names it.
    if (all.length > 0 && dependency !== undefined)
      await sendActivations(
        broker,
        all.map((sending) => ({ ...sending, dependency })),
      );
    if (gone.length > 0) await this.#parts.store.runs.forgetBlocked(reason, gone);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { dispatched: all.length, gone: gone.length };
  }

  /** Returns undefined if the store has no such workflow. */
  async #loadContext(runId: string): Promise<RunContext | 'gone' | undefined> {
    const run = await this.#parts.store.runs.loadSummary(runId);
    return run === undefined ? 'gone' : toContext(this.#parts, run);
  }

  async #unblock(context: RunContext, reason: string, { unit, park }: BlockedUnit) {
    const answer = await wake(this.#parts.carrier, context, { unit, reason, park, dueAt: 0 });
    return answer.result === 'refused' ? [] : answer.enqueues;
  }
}

import { dependencyOf, toBlockReason } from '@ag06/contracts';
import { type BreakerDocument, parseBreakerDocument, type Standing, standingOf } from '@ag06/resilience';
import { type RunContext, sendActivations, toActivations, wake } from '@ag06/runtime';
import type { BlockedUnit } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { chooseProbes } from './choose-probes.ts';
import { toContext } from './to-context.ts';

const BATCH = 200;
/** While only probes may go, the next ones wait this long, because the previous ones are on their way. */
const AGAIN_AFTER_MS = 500;
const LONGEST_TIMER_MS = 3_600_000;

interface Looked {
  readonly standing: Standing;
  /** Units whose probes failed. */
  readonly failed: ReadonlySet<string>;
  /** The store's time, in milliseconds since 1970. */
  readonly now: number;
  readonly opened: number;
}

/**
 * Dispatches units whose breaker no longer refuses them, oldest first: all of them once it is closed, a few probes
 * while it is half-open. It looks at the present state and not at transitions, so any number of dispatchers may do it
 * at any time.
 */
export class BlockedDispatch {
  readonly #parts: Parts;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Dependencies that were asked for again during a look, because something may have changed. */
  readonly #again = new Set<string>();
  /** Timers for the ends of open breakers. */
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #tried = new Map<string, { readonly at: number; readonly phase: string }>();
  #unwatch: () => Promise<void> = async () => {};
  #isStopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From now on a breaker is looked at as soon as it changes. */
  async start(): Promise<void> {
    this.#unwatch = await this.#parts.store.shared.watch('breaker', (dependency) =>
      this.#freeSoon(dependency),
    );
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#unwatch();
  }

  /** Looks at all units that wait for a breaker. */
  async look(): Promise<void> {
    const counts = await this.#parts.store.runs.countBlocked();
    const dependencies = [...counts.keys()].flatMap((reason) => dependencyOf(reason) ?? []);
    await Promise.all(dependencies.map((dependency) => this.#free(dependency)));
  }

  #free(dependency: string): Promise<void> {
    const known = this.#underWay.get(dependency);
    if (known !== undefined) {
      this.#again.add(dependency);
      return known;
    }
    const done = this.#freeAll(dependency).finally(() => {
      this.#underWay.delete(dependency);
      if (this.#again.delete(dependency) && !this.#isStopped) this.#freeSoon(dependency);
    });
    this.#underWay.set(dependency, done);
    return done;
  }

  #freeSoon(dependency: string): void {
    this.#free(dependency).catch((error: unknown) => {
      this.#parts.log.warn({ err: error, dependency }, 'What waits for a breaker is looked at later.');
    });
  }

  /** Looks again as soon as an open breaker may be tried, not only at the next turn. */
  #freeAfter(dependency: string, ms: number): void {
    clearTimeout(this.#timers.get(dependency));
    if (this.#isStopped) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(dependency);
        this.#freeSoon(dependency);
      },
      Math.min(Math.max(ms, 0), LONGEST_TIMER_MS) + 1,
    );
    this.#timers.set(dependency, timer.unref());
  }

  /** Works in batches, and reads the breaker before each. */
  async #freeAll(dependency: string): Promise<void> {
    const reason = toBlockReason(dependency);
    while (!this.#isStopped) {
      const { standing, failed, now, opened } = await this.#lookAt(dependency);
      if (standing.is === 'open') return this.#freeAfter(dependency, standing.until - now);
      const isBounded = standing.is === 'limited';
      const count = isBounded ? Math.min(BATCH, standing.free) : BATCH;
      if (count === 0 || (isBounded && this.#isTooSoon(dependency, `${opened} ${standing.probing}`))) return;
      const isProbing = isBounded && standing.probing;
      const choose = (listed: readonly BlockedUnit[]) =>
        isProbing ? chooseProbes(listed, count, failed, Math.random) : listed;
      const { dispatched, isLast } = await this.#freeSome(reason, isProbing ? BATCH : count, choose);
      if (dispatched > 0) this.#parts.log.debug({ dependency, dispatched }, 'Blocked steps were dispatched.');
      if (isBounded || isLast) return;
    }
  }

  /** Dispatches the first units that can go. One that cannot does not hold up those behind it. */
  async #freeSome(
    reason: string,
    limit: number,
    choose: (listed: readonly BlockedUnit[]) => readonly BlockedUnit[],
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

  async #lookAt(dependency: string): Promise<Looked> {
    const { shared, runs } = this.#parts.store;
    const [found, now] = await Promise.all([shared.load('breaker', dependency), runs.now()]);
    const document = found && parseBreakerDocument(found.text);
    // There is no such breaker, so it refuses nothing. Workers create it when they need it.
    if (document === undefined) return { standing: { is: 'healthy' }, failed: new Set(), now, opened: 0 };
    const { opened } = document.totals;
    return { standing: standingOf(document, now), failed: new Set(failedProbes(document)), now, opened };
  }

  #isTooSoon(dependency: string, phase: string): boolean {
    const now = performance.now();
    const tried = this.#tried.get(dependency);
    if (tried?.phase === phase && now - tried.at < AGAIN_AFTER_MS) return true;
    this.#tried.set(dependency, { at: now, phase });
    return false;
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
        return toActivations(context, enqueues, carrier.epoch(), { because: 'unblock' });
      }),
    );
    // Every unblocked unit is enqueued, even if the store refused another.
    const all = settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const dependency = dependencyOf(reason);
    // Only its input may tell which breaker a unit waits for, so the activation names it from now on.
    if (all.length > 0)
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

const failedProbes = ({ state }: BreakerDocument): readonly string[] =>
  state.is === 'half-open' ? state.failed : [];

import { dependencyOf, toBlockReason } from '@ag06/contracts';
import { countAdmissible, parseBreakerDocument } from '@ag06/resilience';
import { type RunContext, sendActivations, toActivations } from '@ag06/runtime';
import type { BlockedUnit } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { drawSome } from './draw-some.ts';
import { toContext } from './to-context.ts';

const BATCH = 200;
/** Where only some may go, the next ones go no sooner: those of before are on their way. */
const AGAIN_AFTER_MS = 500;

/**
 * Dispatches what waits for a breaker that refuses it no more, oldest first: all of it when the breaker is closed, as many
 * as may be tried when it is not. It asks how things are and not what happened, so that any number of dispatchers may do
 * it, at any time.
 */
export class BlockedDispatch {
  readonly #parts: Parts;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #triedAt = new Map<string, number>();
  #unwatch: () => Promise<void> = async () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** From now on a breaker that changes is looked at at once. */
  async start(): Promise<void> {
    this.#unwatch = await this.#parts.store.shared.watch('breaker', (dependency) => {
      this.#free(dependency).catch((error: unknown) => {
        this.#parts.log.warn({ err: error, dependency }, 'What waits for a breaker is looked at later.');
      });
    });
  }

  async stop(): Promise<void> {
    await this.#unwatch();
  }

  /** Looks at everything that waits for a breaker. */
  async look(): Promise<void> {
    const counts = await this.#parts.store.runs.countBlocked();
    const dependencies = [...counts.keys()].flatMap((reason) => dependencyOf(reason) ?? []);
    await Promise.all(dependencies.map((dependency) => this.#free(dependency)));
  }

  #free(dependency: string): Promise<void> {
    const known = this.#underWay.get(dependency);
    if (known !== undefined) return known;
    const done = this.#freeAll(dependency).finally(() => this.#underWay.delete(dependency));
    this.#underWay.set(dependency, done);
    return done;
  }

  /** In batches, each by what the breaker says then. */
  async #freeAll(dependency: string): Promise<void> {
    const reason = toBlockReason(dependency);
    for (;;) {
      const { count, isProbing } = await this.#countAdmissible(dependency);
      if (count === 0) return;
      const isBounded = Number.isFinite(count);
      if (isBounded && this.#isTooSoon(dependency)) return;
      // Any of the oldest may be tried: always the first would spend the attempts of one run.
      const listed = await this.#parts.store.runs.listBlocked(
        reason,
        isProbing ? BATCH : Math.min(BATCH, count),
      );
      const chosen = isProbing ? drawSome(listed, count, Math.random) : listed;
      const dispatched = await this.#dispatch(reason, chosen);
      if (dispatched > 0) this.#parts.log.debug({ dependency, dispatched }, 'Blocked steps were dispatched.');
      if (isBounded || listed.length < BATCH || dispatched === 0) return;
    }
  }

  async #countAdmissible(dependency: string): Promise<{ count: number; isProbing: boolean }> {
    const { shared, runs } = this.#parts.store;
    const [found, now] = await Promise.all([shared.load('breaker', dependency), runs.now()]);
    const document = found && parseBreakerDocument(found.text);
    // Nobody knows of it: it refuses nothing, and the workers make it anew.
    if (document === undefined) return { count: Number.POSITIVE_INFINITY, isProbing: false };
    return { count: countAdmissible(document, now), isProbing: document.state.is !== 'closed' };
  }

  #isTooSoon(dependency: string): boolean {
    const now = performance.now();
    const triedAt = this.#triedAt.get(dependency);
    if (triedAt !== undefined && now - triedAt < AGAIN_AFTER_MS) return true;
    this.#triedAt.set(dependency, now);
    return false;
  }

  /** Answers how many were dispatched; the others somebody else has moved. */
  async #dispatch(reason: string, units: readonly BlockedUnit[]): Promise<number> {
    const { broker, carrier } = this.#parts;
    const contexts = new Map<string, Promise<RunContext | undefined>>();
    const contextOf = (runId: string) => {
      const context = contexts.get(runId) ?? this.#loadContext(runId);
      contexts.set(runId, context);
      return context;
    };
    const activations = await Promise.all(
      units.map(async (unit) => {
        const context = await contextOf(unit.runId);
        const enqueues = context === undefined ? [] : await this.#unblock(reason, unit);
        return context === undefined
          ? []
          : toActivations(context, enqueues, carrier.epoch(), { because: 'unblock' });
      }),
    );
    const all = activations.flat();
    const dependency = dependencyOf(reason);
    // Which breaker it waits for may be known by its input alone: its activation says it from now on.
    if (all.length > 0)
      await sendActivations(
        broker,
        all.map((sending) => ({ ...sending, dependency })),
      );
    return all.length;
  }

  async #loadContext(runId: string): Promise<RunContext | undefined> {
    const run = await this.#parts.store.runs.loadRun(runId);
    return run && toContext(this.#parts, run);
  }

  async #unblock(reason: string, { runId, unit }: BlockedUnit) {
    const { carrier, store } = this.#parts;
    const answer = await store.runs.apply({
      kind: 'commit',
      id: carrier.createId(),
      runId,
      issuer: carrier.issuer,
      guard: { on: 'blocked', unit, reason },
      change: { to: 'unblocked' },
      next: [],
      end: undefined,
      emitted: [],
      known: [],
    });
    return answer.result === 'refused' ? [] : answer.enqueues;
  }
}

import { dependencyOf, toBlockReason } from '@ag06/contracts';
import type { DutyTurn } from '@ag06/duty';
import {
  type BreakerDocument,
  parseBreakerDocument,
  type Standing,
  standingOf,
  stateAt,
} from '@ag06/resilience';
import type { BlockedUnit } from '@ag06/store';
import type { Parts } from '../parts.ts';
import type { FleetReadings } from '../readings/fleet-readings.ts';
import { chooseProbes } from './choose-probes.ts';
import { HeldDispatch } from './held-dispatch.ts';
import { Unblocker } from './unblocker.ts';

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
  readonly #readings: Pick<FleetReadings, 'countBlocked'>;
  readonly #unblocker: Unblocker;
  readonly #held: HeldDispatch;
  readonly #underWay = new Map<string, Promise<void>>();
  /** Dependencies that were asked for again during a look, because something may have changed. */
  readonly #again = new Set<string>();
  /** Timers for the ends of open breakers. */
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #tried = new Map<string, { readonly at: number; readonly phase: string }>();
  #unwatch: () => Promise<void> = async () => {};
  #isStopped = false;

  constructor(parts: Parts, readings: Pick<FleetReadings, 'countBlocked'> = parts.store.runs) {
    this.#parts = parts;
    this.#readings = readings;
    this.#unblocker = new Unblocker(parts);
    this.#held = new HeldDispatch(parts);
  }

  /** Subscribes to changes of breakers, so that each is looked at as soon as it changes. */
  async start(): Promise<void> {
    this.#unwatch = await this.#parts.store.shared.watch('breaker', (dependency) =>
      this.#freeSoon(dependency),
    );
    await this.#held.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([this.#unwatch(), this.#held.stop()]);
  }

  /** Looks at all units that wait for a breaker, or for the end of a pause. `idle`: none does. */
  async look(): Promise<DutyTurn> {
    const counts = await this.#readings.countBlocked();
    if (counts.size === 0) return 'idle';
    const dependencies = [...counts.keys()].flatMap((reason) => dependencyOf(reason) ?? []);
    await Promise.all([
      ...dependencies.map((dependency) => this.#free(dependency)),
      this.#held.look([...counts.keys()]),
    ]);
    return undefined;
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
      const { dispatched, isLast } = await this.#unblocker.unblockSome(
        reason,
        isProbing ? BATCH : count,
        choose,
      );
      if (dispatched > 0) this.#parts.log.debug({ dependency, dispatched }, 'Blocked steps were dispatched.');
      if (isBounded || isLast) return;
    }
  }

  async #lookAt(dependency: string): Promise<Looked> {
    const { shared, runs } = this.#parts.store;
    const [found, now] = await Promise.all([shared.load('breaker', dependency), runs.now()]);
    const document = found && parseBreakerDocument(found.text);
    // There is no such breaker, so it refuses nothing. Workers create it when they need it.
    if (document === undefined) return { standing: { is: 'healthy' }, failed: new Set(), now, opened: 0 };
    const { opened } = document.totals;
    const failed = new Set(failedProbes(document, now));
    return { standing: standingOf(document, now), failed, now, opened };
  }

  #isTooSoon(dependency: string, phase: string): boolean {
    const now = performance.now();
    const tried = this.#tried.get(dependency);
    if (tried?.phase === phase && now - tried.at < AGAIN_AFTER_MS) return true;
    this.#tried.set(dependency, { at: now, phase });
    return false;
  }
}

/** As of now: if nobody calls any more, nobody writes either that the breaker has been open again since. */
function failedProbes(document: BreakerDocument, now: number): readonly string[] {
  const state = stateAt(document, now);
  return state.is === 'half-open' ? state.failed : [];
}

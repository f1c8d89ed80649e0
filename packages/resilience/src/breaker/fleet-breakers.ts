import { type BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import { Duty, settlesWithin } from '@ag06/duty';
import type { SharedStore } from '@ag06/store';
import type { FailedCall, LastError } from './breaker-document.ts';
import type { BreakerListener } from './breaker-listener.ts';
import { type Call, DependencyBreaker, type FailureWeight } from './dependency-breaker.ts';
import { SharedBreaker } from './shared-breaker.ts';
import { StoreClock } from './store-clock.ts';

/** How often unhealthy breakers are read, and how often all are, because a notification may be lost. */
const LOOK_MS = 500;
const LIST_MS = 1_000;
/** With many breakers all of them are read less often. */
const LIST_MS_EACH = 20;
const RENEW_MS = 3_000;
const ADJUST_MS = 30_000;
const STOP_MS = 1_000;
/** The most breakers. Further dependencies are unguarded. */
const BREAKERS_MAX = 1_000;

interface FleetBreakersOptions {
  readonly shared: Pick<SharedStore, 'load' | 'list' | 'swap' | 'watch'>;
  /** The store's time, milliseconds since 1970. */
  readonly storeTime: () => Promise<number>;
  /** Unique among all processes. */
  readonly id: string;
  readonly listener: BreakerListener;
}

/** The breakers of the whole fleet, as one process takes part in them. */
export class FleetBreakers {
  readonly #options: FleetBreakersOptions;
  readonly #clock: StoreClock;
  readonly #breakers = new Map<string, DependencyBreaker>();
  readonly #shared = new Map<string, SharedBreaker>();
  readonly #stopped = new AbortController();
  readonly #adjusts: Duty;
  readonly #duties: readonly Duty[];
  #isAtWork = false;
  /** The fleet's breakers, as far as they are known. */
  #listed: ReadonlySet<string> = new Set();
  #permits = 0;
  #listedAt = Number.NEGATIVE_INFINITY;
  #unwatch: () => Promise<void> = async () => {};

  constructor(options: FleetBreakersOptions) {
    this.#options = options;
    this.#clock = new StoreClock(options.storeTime);
    const onError = (error: Error) => options.listener.onError('*', error);
    const duty = (name: string, everyMs: number, act: () => unknown) =>
      new Duty({ name: `breakers: ${name}`, everyMs, act, onError });
    this.#adjusts = duty('clock', ADJUST_MS, () => this.#clock.adjust());
    this.#duties = [
      duty('looks', LOOK_MS, () => this.#look()),
      // Totals are sent even while a slow store delays a look.
      duty('totals', LOOK_MS, () => this.#reportTotals()),
      duty('permits', RENEW_MS, () => this.#each((breaker) => breaker.renew())),
    ];
  }

  /** @param expected dependencies that this process will use, so that their breakers are known from the start */
  async start(expected: readonly { dependency: string; settings: BreakerSettings }[] = []): Promise<void> {
    await this.#clock.adjust();
    for (const { dependency, settings } of expected) this.#of(dependency, settings);
    this.#unwatch = await this.#options.shared.watch('breaker', (name) => void this.#read(name));
    await this.#list();
    this.#adjusts.start(this.#adjusts.everyMs);
    this.#isAtWork = true;
    if (this.#breakers.size > 0) this.#attend();
  }

  /** Sends the remaining outcomes, for a second at most. May be called twice, or before `start`. */
  async stop(): Promise<void> {
    this.#isAtWork = false;
    void this.#adjusts.stop();
    for (const duty of this.#duties) void duty.stop();
    this.#each((breaker) => breaker.stop());
    const before = performance.now() + STOP_MS;
    while (performance.now() < before && [...this.#breakers.values()].some((one) => !one.isSettled)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.#stopped.abort();
    await settlesWithin(this.#unwatch(), STOP_MS);
  }

  /** Whether calls may begin without asking. */
  isFree(dependency: string): boolean {
    return this.#breakers.get(dependency)?.isFree ?? false;
  }

  /** Lets a call through, or refuses it (undefined). Returns a promise if it must wait, at most half a second. */
  enter(
    dependency: string,
    settings: BreakerSettings = DEFAULT_BREAKER,
  ): Call | undefined | Promise<Call | undefined> {
    const breaker = this.#of(dependency, settings);
    return breaker === undefined ? { dependency, era: 0, permit: undefined } : breaker.enter();
  }

  succeed(call: Call): void {
    this.#breakers.get(call.dependency)?.succeed(call);
  }

  /** The call was not made, or its outcome says nothing about the dependency. */
  pass(call: Call): void {
    this.#breakers.get(call.dependency)?.pass(call);
  }

  /** @param failed the failure, and its step or item, which counts once in a row */
  async fail(call: Call, failed?: FailedCall): Promise<FailureWeight> {
    return (await this.#breakers.get(call.dependency)?.fail(call, failed)) ?? 'unknown';
  }

  /** The last failure of a dependency that this process knows. */
  lastErrorOf(dependency: string): LastError | undefined {
    return this.#breakers.get(dependency)?.lastError;
  }

  #of(name: string, settings: BreakerSettings): DependencyBreaker | undefined {
    const known = this.#breakers.get(name);
    if (known !== undefined) {
      known.setSettings(settings);
      return known;
    }
    const isFull = this.#breakers.size >= BREAKERS_MAX || this.#listed.size >= BREAKERS_MAX;
    if (isFull && !this.#listed.has(name)) return undefined;
    const { shared, id, listener } = this.#options;
    const document = new SharedBreaker({
      shared,
      name,
      writer: id,
      onError: (error) => listener.onError(name, error),
      stopped: this.#stopped.signal,
    });
    const createPermitId = () => `${id}.${++this.#permits}`;
    const breaker = new DependencyBreaker(
      { name, shared: document, clock: this.#clock, listener, createPermitId },
      settings,
    );
    this.#shared.set(name, document);
    this.#breakers.set(name, breaker);
    if (this.#isAtWork) this.#attend();
    return breaker;
  }

  /** A process without breakers has nothing to look at. */
  #attend(): void {
    for (const duty of this.#duties) duty.start(duty.everyMs);
  }

  #each(act: (breaker: DependencyBreaker) => void): void {
    for (const breaker of this.#breakers.values()) act(breaker);
  }

  #reportTotals(): void {
    this.#each((breaker) => breaker.tellTotals());
    if (!this.#clock.isExact) this.#adjusts.soon();
  }

  async #read(name: string): Promise<void> {
    try {
      await this.#breakers.get(name)?.load();
    } catch (error) {
      this.#options.listener.onError(name, error);
    }
  }

  async #look(): Promise<void> {
    const unwell = [...this.#breakers].filter(([, breaker]) => !breaker.isQuiet).map(([name]) => name);
    await Promise.all(unwell.map((name) => this.#read(name)));
    await this.#list();
  }

  async #list(): Promise<void> {
    const everyMs = Math.max(LIST_MS, LIST_MS_EACH * Math.max(this.#breakers.size, this.#listed.size));
    if (this.#breakers.size === 0 || performance.now() - this.#listedAt < everyMs) return;
    this.#listedAt = performance.now();
    try {
      const all = await this.#options.shared.list('breaker');
      this.#listed = new Set(all.map(({ name }) => name));
      for (const found of all) {
        this.#shared.get(found.name)?.adopt(found);
        this.#breakers.get(found.name)?.refresh();
      }
    } catch (error) {
      this.#options.listener.onError('*', error);
    }
  }
}

import { leaseRate, RATE_LEASE_MS, type SharedStore } from '@ag06/store';

/** Without an answer of the store there are no permits: nothing begins, and it is asked again after this. */
const RETRY_MS = 500;
const LEAST_WAIT_MS = 5;
/** A permit may be leased so much before its moment. Who asks when is left to chance, so that those near the store do not get them all. */
const SPREAD_MS = RATE_LEASE_MS / 2;

/** A permit to begin one attempt. One that is not used is to be given back. */
export interface RatePermit {
  giveBack(): void;
}

interface RateGateOptions {
  /** The worker's id. */
  readonly holder: string;
  readonly shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly storeTime: () => Promise<number>;
  /** Attempts a second in the whole fleet; null or undefined: as many as there are. */
  readonly rateOf: (agent: string) => number | null | undefined;
  readonly onError: (error: unknown) => void;
}

/** The rates of agents, as this worker takes part in them: it leases permits, a few at a time, and passes them on in turn. */
export class RateGate {
  readonly #options: RateGateOptions;
  readonly #lines = new Map<string, RateLine>();

  constructor(options: RateGateOptions) {
    this.#options = options;
  }

  /** Returns a permit if there is one now; `free`: the agent has no rate; undefined: there is none, or others wait. */
  tryTake(agent: string): RatePermit | 'free' | undefined {
    if (!this.#isLimited(agent)) return 'free';
    return this.#lineOf(agent).tryTake();
  }

  /** Waits for a permit. Returns undefined at once if the agent has no rate. Rejects with the signal's reason if that aborts. */
  take(agent: string, signal: AbortSignal): Promise<RatePermit | undefined> | undefined {
    return this.#isLimited(agent) ? this.#lineOf(agent).take(signal) : undefined;
  }

  /** To be called when a rate has changed. */
  refresh(agent: string): void {
    this.#lines.get(agent)?.pump();
  }

  stop(): void {
    for (const line of this.#lines.values()) line.stop();
  }

  #isLimited(agent: string): boolean {
    return (this.#options.rateOf(agent) ?? null) !== null;
  }

  #lineOf(agent: string): RateLine {
    const known = this.#lines.get(agent);
    if (known !== undefined) return known;
    const line = new RateLine(agent, this.#options);
    this.#lines.set(agent, line);
    return line;
  }
}

interface Waiter {
  readonly grant: (permit: RatePermit | undefined) => void;
}

/** Those who wait for permits of one agent, in turn, and the permits in hand: moments by `performance.now()`. */
class RateLine {
  readonly #agent: string;
  readonly #options: RateGateOptions;
  readonly #waiters = new Set<Waiter>();
  #permits: number[] = [];
  #isLeasing = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(agent: string, options: RateGateOptions) {
    this.#agent = agent;
    this.#options = options;
  }

  tryTake(): RatePermit | undefined {
    this.#dropLate();
    const [first] = this.#permits;
    if (this.#waiters.size > 0 || first === undefined || first > performance.now()) return undefined;
    return this.#use();
  }

  take(signal: AbortSignal): Promise<RatePermit | undefined> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        grant: (permit) => {
          signal.removeEventListener('abort', leave);
          resolve(permit);
        },
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
      this.pump();
    });
  }

  /** Serves those who wait as far as it can, and sees to it that it goes on. */
  pump(): void {
    const rate = this.#options.rateOf(this.#agent) ?? null;
    this.#dropLate();
    for (const waiter of this.#waiters) {
      const isDue = rate === null || (this.#permits[0] ?? Number.POSITIVE_INFINITY) <= performance.now();
      if (!isDue) break;
      this.#waiters.delete(waiter);
      waiter.grant(rate === null ? undefined : this.#use());
    }
    if (this.#waiters.size === 0 || rate === null) return;
    const [next] = this.#permits;
    if (next === undefined) void this.#lease(rate);
    else this.#pumpIn(next - performance.now());
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #use(): RatePermit {
    const moment = this.#permits.shift() ?? 0;
    let isOut = true;
    return {
      giveBack: () => {
        if (!isOut) return;
        isOut = false;
        this.#permits.unshift(moment);
        this.pump();
      },
    };
  }

  #dropLate(): void {
    const before = performance.now() - RATE_LEASE_MS;
    while ((this.#permits[0] ?? Number.POSITIVE_INFINITY) < before) this.#permits.shift();
  }

  #pumpIn(ms: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.pump(), Math.max(LEAST_WAIT_MS, ms));
    this.#timer.unref();
  }

  async #lease(rate: number): Promise<void> {
    if (this.#isLeasing || this.#isStopped) return;
    this.#isLeasing = true;
    const { shared, storeTime, holder, onError } = this.#options;
    let waitMs = 0;
    try {
      const lease = await leaseRate(shared, storeTime, {
        name: this.#agent,
        rate,
        wanted: this.#waiters.size,
        holder,
      });
      if (lease === undefined) waitMs = RETRY_MS;
      else if (lease.count === 0)
        waitMs = lease.firstAt - RATE_LEASE_MS - lease.now + Math.random() * SPREAD_MS;
      else this.#keep(lease);
    } catch (error) {
      onError(error);
      waitMs = RETRY_MS;
    }
    this.#isLeasing = false;
    // The rate may have changed meanwhile: then its answer says nothing about the wait.
    if (waitMs > 0 && this.#options.rateOf(this.#agent) === rate) this.#pumpIn(waitMs);
    else this.pump();
  }

  /** The answer is older than now, so no permit is used before its moment. */
  #keep({
    firstAt,
    everyMs,
    count,
    now,
  }: {
    firstAt: number;
    everyMs: number;
    count: number;
    now: number;
  }): void {
    const since = performance.now() - now;
    for (let i = 0; i < count; i++) this.#permits.push(firstAt + i * everyMs + since);
    this.#permits.sort((a, b) => a - b);
  }
}

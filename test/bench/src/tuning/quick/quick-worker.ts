import { FastLoop, HedgeBudget } from '@ag06/agent-worker/testing';
import {
  type AttemptOutcome,
  encodeSampleBatch,
  type Sample,
  type TuningSettings,
} from '@ag06/contracts/tuning';

export const AGENT = 'bench.call';
/** What a worker does by itself with an agent that says nothing. */
export const OWN = { concurrency: 10, timeoutMs: 900_000, maxAttempts: 3, backoffMs: 1_000 } as const;

/** A worker that has time for itself: what it tells of its processor and memory changes nothing. */
const LOAD = { cpuShare: 0.1, loopShare: 0.1, memoryShare: 0.1 } as const;
const RETRY_AFTER_MS = 1_000;

/** Since the last second. */
const begin = (inflight: number) => ({
  succeeded: 0,
  sumLnMs: 0,
  ended: 0,
  refused: 0,
  retryAfterMs: 0,
  inflight,
});

/** A worker's slots, its fast loop, its budget of second calls and what it reports. */
export class QuickWorker {
  readonly id: string;
  readonly #loop = new FastLoop();
  readonly #budget = new HedgeBudget();
  #tally = begin(0);
  #samples: Sample[] = [];
  #batches = 0;
  #limit: number = OWN.concurrency;
  #used = 0;
  #inflight = 0;

  constructor(id: string) {
    this.id = id;
  }

  get isFree(): boolean {
    return this.#used < this.#limit;
  }

  /** Of its slots, the share in use. */
  get load(): number {
    return this.#used / this.#limit;
  }

  takeSlot(): void {
    this.#used++;
  }

  freeSlot(): void {
    this.#used--;
  }

  /** Takes a slot for another call beside a slow one. Returns undefined if none must be made now. */
  takeHedgeSlot(): (() => void) | undefined {
    const leave = this.isFree ? this.#budget.enter(AGENT, this.#inflight) : undefined;
    if (leave === undefined) return undefined;
    this.takeSlot();
    return () => {
      leave();
      this.freeSlot();
    };
  }

  /** Returns how many calls are in flight, itself included. */
  beginCall(): number {
    this.#inflight++;
    this.#tally.inflight = Math.max(this.#tally.inflight, this.#inflight);
    return this.#inflight;
  }

  endCall(outcome: AttemptOutcome, durMs: number, sample: Sample): void {
    this.#inflight--;
    this.#samples.push(sample);
    if (outcome === 'cancelled') return;
    this.#tally.ended++;
    if (outcome === 'ok') {
      this.#tally.succeeded++;
      this.#tally.sumLnMs += Math.log(Math.max(1, durMs));
    } else if (outcome === '429') {
      this.#tally.refused++;
      this.#tally.retryAfterMs = RETRY_AFTER_MS;
    }
  }

  /** A second is over: the fast loop says how many may run at a time. @param t seconds */
  step(t: number, { concurrency }: TuningSettings): void {
    const { limit } = this.#loop.step({
      ...this.#tally,
      ...LOAD,
      now: 1_000 * t,
      published: concurrency ?? OWN.concurrency,
      own: OWN.concurrency,
      isPublished: concurrency !== undefined,
      limit: this.#limit,
      callsOneService: false,
    });
    this.#limit = limit;
    this.#tally = begin(this.#inflight);
  }

  /** Returns what it sends of the last second. @param now milliseconds since 1970 */
  report(now: number): string {
    const samples = this.#samples;
    this.#samples = [];
    const agents = { [AGENT]: { inflight: this.#inflight, limit: this.#limit } };
    return encodeSampleBatch({
      worker: this.id,
      number: ++this.#batches,
      at: now,
      dropped: 0,
      seconds: [{ ...LOAD, t: now, agents }],
      samples,
    });
  }
}

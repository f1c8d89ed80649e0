import { encodeSampleBatch, type Sample, type TuningDocument } from '@ag06/contracts/tuning';
import type { Demand } from '@ag06/demand';
import { createMemoryStore, type Store, type WorkerRecord } from '@ag06/store';
import type { Leading, LeadingOptions } from '../leading.ts';
import { beginTerm } from './begin-term.ts';
import { loadDocument } from './load-document.ts';

const AGENT = 'x.a';
const WORKER = 'w-1';

export interface ClosedFleetOptions {
  /** Attempts at a time beyond which each takes longer. */
  readonly knee: number;
  readonly tuning?: NonNullable<WorkerRecord['tuning']>[string];
  /** What becomes of the attempts of a second, which is told. */
  readonly alter?: (samples: readonly Sample[], now: number) => readonly Sample[];
  /** By which the worker's clock is ahead of the store's. */
  readonly clockMs?: number;
  /** What work the leader reads that there is; absent: it cannot be read. */
  readonly demand?: Demand | undefined;
}

/**
 * A store, a leader and a worker that always has work, second by second, without any process: the worker applies what is
 * published, and calls a service with a knee.
 */
export class ClosedFleet {
  readonly store: Store;
  readonly #options: ClosedFleetOptions;
  #now = 1_800_000_000_000;
  #number = 0;
  #leading: Leading | undefined;
  #leaders = 0;
  /** The level of each second. */
  readonly levels: number[] = [];

  constructor(options: ClosedFleetOptions) {
    this.#options = options;
    this.store = createMemoryStore({ now: () => this.#now });
  }

  get now(): number {
    return this.#now;
  }

  /** Another leader takes over; the one before is not told. */
  async lead(mode: LeadingOptions['mode'] = 'live'): Promise<Leading> {
    const { store } = this;
    const { demand } = this.#options;
    const readDemand = demand && (async () => new Map([[AGENT, demand]]));
    this.#leading = await beginTerm({
      store,
      number: ++this.#leaders,
      mode,
      now: () => this.#now,
      readDemand,
    });
    return this.#leading;
  }

  document(): Promise<TuningDocument | undefined> {
    return loadDocument(this.store, AGENT);
  }

  /** Lets time pass in which no worker tells anything. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Lets so many seconds pass in which the worker says that it lives, and its samples are lost. */
  async runDeaf(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await this.store.fleet.registerWorker(this.#toWorker((await this.document())?.version ?? 0));
      this.#now += 1_000;
      await this.#leading?.step();
    }
  }

  /** Lets so many seconds pass. */
  async run(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      const document = await this.document();
      await this.#work(document?.version ?? 0, document?.settings.concurrency ?? 10);
      this.#now += 1_000;
      await this.#leading?.step();
    }
  }

  async #work(version: number, level: number): Promise<void> {
    this.levels.push(level);
    await this.store.fleet.registerWorker(this.#toWorker(version));
    const seconds = 0.2 * (1 + (4 * Math.max(0, level - this.#options.knee)) / this.#options.knee);
    const count = Math.round(level / seconds);
    const { alter = (all: readonly Sample[]) => all, clockMs = 0 } = this.#options;
    const made = Array.from({ length: count }, (_, i) => this.#toSample(i, count, seconds, version, level));
    const samples = alter(made, this.#now).map((sample) => ({
      ...sample,
      t: sample.t + clockMs,
      startedAt: sample.startedAt + clockMs,
    }));
    const text = encodeSampleBatch({
      worker: WORKER,
      number: ++this.#number,
      at: this.#now + 999 + clockMs,
      dropped: 0,
      seconds: [
        {
          t: this.#now,
          cpuShare: 0.1,
          loopShare: 0.1,
          memoryShare: 0.1,
          agents: { [AGENT]: { inflight: level, limit: level } },
        },
      ],
      samples,
    });
    await this.store.samples.append(text);
  }

  #toWorker(version: number): WorkerRecord {
    const { tuning } = this.#options;
    return {
      id: WORKER,
      host: 'h',
      pid: 1,
      agents: [AGENT],
      startedAt: 1,
      seenAt: this.#now,
      configVersion: { [AGENT]: version },
      declared: { [AGENT]: { concurrency: 10, timeoutMs: 30_000, maxAttempts: 3, backoffMs: 1_000 } },
      ...(tuning !== undefined && { tuning: { [AGENT]: tuning } }),
    };
  }

  #toSample(i: number, count: number, seconds: number, version: number, level: number): Sample {
    const t = Math.round(this.#now + (1_000 * (i + 1)) / (count + 1));
    // A little unlike each other, as durations are.
    const durMs = 1_000 * seconds * (0.85 + (0.3 * ((i * 7919) % 97)) / 96);
    return {
      t,
      agent: AGENT,
      step: 's',
      runId: 'r0-000000000aaaaaaaaaaaa',
      attempt: 1,
      hedge: false,
      configVersion: version,
      priority: 'normal',
      sizeBucket: 0,
      waitMs: 5_000,
      durMs,
      outcome: 'ok',
      startedAt: Math.round(t - durMs),
      worker: WORKER,
      inflightAtStart: level,
    };
  }
}

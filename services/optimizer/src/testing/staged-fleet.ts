import {
  encodeSampleBatch,
  type Sample,
  type TuningDocument,
  type TuningSettings,
} from '@ag06/contracts/tuning';
import { createMemoryStore, type Store, type WorkerRecord } from '@ag06/store';
import type { Leading, LeadingOptions } from '../leading.ts';
import { beginTerm } from './begin-term.ts';
import { loadDocument } from './load-document.ts';

const AGENT = 'x.a';
const OWN = { concurrency: 10, timeoutMs: 30_000, maxAttempts: 3, backoffMs: 1_000 };
const ATTEMPTS_PER_SECOND = 6;

/** How the attempts of a worker end that has these settings in force. */
export type Service = (
  settings: TuningSettings,
  i: number,
  worker: string,
) => Pick<Sample, 'outcome' | 'durMs'> & Partial<Pick<Sample, 'sizeBucket'>>;

/**
 * A store, a leader, and workers that apply what is published for them, second by second, without any process. They have as
 * many attempts as they are given, so that a leader tunes what lies within a job.
 */
export class StagedFleet {
  readonly store: Store;
  readonly #service: Service;
  readonly #numbers = new Map<string, number>();
  /** Ids of the workers that live. */
  workers: readonly string[];
  /** Every document that was published, but for its author. */
  readonly documents: TuningDocument[] = [];
  #now = 1_800_000_000_000;
  #leading: Leading | undefined;
  #leaders = 0;
  /** For so long all workers were stopped before the second at hand. */
  #stoppedMs = 0;

  constructor(workers: number, service: Service) {
    this.#service = service;
    this.workers = Array.from({ length: workers }, (_, i) => `w-${i + 1}`);
    this.store = createMemoryStore({ now: () => this.#now });
  }

  get now(): number {
    return this.#now;
  }

  /** Another leader takes over; the one before is not told. */
  async lead(mode: LeadingOptions['mode']): Promise<Leading> {
    const { store } = this;
    this.#leading = await beginTerm({ store, number: ++this.#leaders, mode, now: () => this.#now });
    return this.#leading;
  }

  document(): Promise<TuningDocument | undefined> {
    return loadDocument(this.store, AGENT);
  }

  /** Lets seconds pass until something is published that fits. Throws after so many seconds. */
  async runUntil(fits: (document: TuningDocument) => boolean, seconds = 600): Promise<TuningDocument> {
    for (let second = 0; second < seconds; second++) {
      const document = await this.run(1);
      if (document !== undefined && fits(document)) return document;
    }
    throw new Error(`Nothing that fits was published within ${seconds} s.`);
  }

  /** Lets so many seconds pass. */
  async run(seconds: number): Promise<TuningDocument | undefined> {
    for (let second = 0; second < seconds; second++) {
      const document = await this.document();
      for (const worker of this.workers) await this.#work(worker, document);
      this.#now += 1_000;
      await this.#leading?.step();
      const after = await this.document();
      if (after !== undefined && after.version !== this.documents.at(-1)?.version) this.documents.push(after);
    }
    return this.document();
  }

  /** Stops all workers for so many seconds. What they run then ends in the second after. */
  async stopWorkers(seconds: number): Promise<void> {
    this.#now += 1_000 * seconds;
    this.#stoppedMs = 1_000 * seconds;
    await this.run(1);
    this.#stoppedMs = 0;
  }

  async #work(worker: string, document: TuningDocument | undefined): Promise<void> {
    const canary = document?.canary?.workers.includes(worker) === true;
    const settings = (canary ? document?.canary?.settings : document?.settings) ?? {};
    await this.store.fleet.registerWorker(this.#toWorker(worker, document?.version ?? 0));
    const samples = Array.from({ length: ATTEMPTS_PER_SECOND }, (_, i): Sample => {
      const t = Math.round(this.#now + (1_000 * (i + 1)) / (ATTEMPTS_PER_SECOND + 1));
      const made = this.#service(settings, this.#now / 1_000 + i, worker);
      const { outcome, sizeBucket = 0 } = made;
      const durMs = made.durMs + this.#stoppedMs;
      return {
        t,
        agent: AGENT,
        step: `s${i}`,
        runId: `r0-${String(this.#now).padStart(19, '0')}${worker.slice(-1).padStart(2, '0')}`,
        attempt: 1,
        hedge: false,
        configVersion: document?.version ?? 0,
        priority: 'normal',
        sizeBucket,
        waitMs: 5,
        durMs,
        outcome,
        startedAt: Math.round(t - durMs),
        worker,
        inflightAtStart: 1,
        ...(canary && { canary }),
      };
    });
    const number = (this.#numbers.get(worker) ?? 0) + 1;
    this.#numbers.set(worker, number);
    const agents = { [AGENT]: { inflight: 2, limit: 10 } };
    const seconds = [{ t: this.#now, cpuShare: 0.1, loopShare: 0.1, memoryShare: 0.1, agents }];
    await this.store.samples.append(
      encodeSampleBatch({ worker, number, at: this.#now + 999, dropped: 0, seconds, samples }),
    );
  }

  #toWorker(id: string, version: number): WorkerRecord {
    return {
      id,
      host: 'h',
      pid: 1,
      agents: [AGENT],
      startedAt: 1,
      seenAt: this.#now,
      configVersion: { [AGENT]: version },
      declared: { [AGENT]: OWN },
    };
  }
}

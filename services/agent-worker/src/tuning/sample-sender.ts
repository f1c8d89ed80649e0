import { encodeSampleBatch, type Sample, toSizeBucket } from '@ag06/contracts/tuning';
import { Duty, type DutyTurn } from '@ag06/duty';
import type { SampleStore } from '@ag06/store';
import type { AttemptFacts } from '../attempt/attempt-observer.ts';
import type { SampleBuffer } from './sample-buffer.ts';
import { WorkerMeter } from './worker-meter.ts';

const SEND_EVERY_MS = 1_000;
/** While nothing runs there is nothing to send. */
const REST_MS = 5_000;

export interface SampleSenderOptions {
  readonly worker: string;
  readonly samples: Pick<SampleStore, 'append'>;
  readonly buffer: SampleBuffer;
  /** How many attempts of each agent run now, and how many may. */
  readonly readLoad: () => Readonly<Record<string, { readonly inflight: number; readonly limit: number }>>;
  /** Whether nothing runs. */
  readonly isAtRest?: () => boolean;
}

/**
 * Sends the samples in one batch a second, one batch at a time. An unanswered batch is sent again under its number,
 * while the buffer fills up to its bound. A worker without work sends nothing.
 */
export class SampleSender {
  readonly #options: SampleSenderOptions;
  readonly #meter = new WorkerMeter();
  #number = 0;
  #unanswered: string | undefined;
  readonly #duty = new Duty({
    name: 'samples',
    everyMs: SEND_EVERY_MS,
    idleMs: REST_MS,
    act: () => this.#send(),
    // The samples are sent again in a second.
    onError: () => {},
  });

  constructor(options: SampleSenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#duty.start(SEND_EVERY_MS);
  }

  /** To be called when something begins to run: after a rest, what it uses is measured from here. */
  wake(): void {
    if (this.#duty.wake()) this.#meter.skip();
  }

  /** Sends the rest. May not resolve while the store is away. May be called twice, or before `start`. */
  async stop(): Promise<void> {
    await this.#duty.stop();
    // A batch without an answer, and the samples since. If the store refuses one, it is asked once more.
    for (let turn = 0; turn < 2; turn++) await this.#send().catch(() => {});
  }

  async #send(): Promise<DutyTurn> {
    this.#unanswered ??= this.#nextBatch();
    if (this.#unanswered === undefined) return this.#options.isAtRest?.() === true ? 'idle' : undefined;
    await this.#options.samples.append(this.#unanswered);
    this.#unanswered = undefined;
    return undefined;
  }

  #nextBatch(): string | undefined {
    const { worker, buffer, readLoad } = this.#options;
    const { facts, dropped } = buffer.take();
    const agents = Object.fromEntries(Object.entries(readLoad()).filter(([, { inflight }]) => inflight > 0));
    if (facts.length === 0 && dropped === 0 && Object.keys(agents).length === 0) {
      this.#meter.skip();
      return undefined;
    }
    const load = this.#meter.read();
    return encodeSampleBatch({
      worker,
      number: ++this.#number,
      at: load.t,
      dropped,
      seconds: [{ ...load, agents }],
      samples: facts.map((one) => toSample(worker, one)),
    });
  }
}

function toSample(worker: string, facts: AttemptFacts): Sample {
  const { agent, step, runId, attempt, configVersion, priority, waitMs, durMs, outcome, startedAt } = facts;
  return {
    agent,
    step,
    runId,
    attempt,
    configVersion,
    priority,
    waitMs,
    durMs,
    outcome,
    worker,
    t: Math.round(startedAt + durMs),
    hedge: facts.isHedge,
    ...(facts.isCanary && { canary: true }),
    ...(facts.trial !== undefined && { trial: facts.trial }),
    ...(facts.isLast !== undefined && { last: facts.isLast }),
    sizeBucket: toSizeBucket(facts.inputLength),
    startedAt: Math.round(startedAt),
    inflightAtStart: facts.inflightAtStart,
  };
}

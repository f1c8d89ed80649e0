import { agentQueue } from '@ag06/contracts';
import { onceASecond } from '@ag06/duty';
import { DelayedError, type Job } from 'bullmq';
import type { AgentConsumer, Delivery, DeliveryEnd, ServeOptions } from './broker.ts';
import { afterRejectionMs, type ConsumerSettings, toWorkerOptions } from './consumer-settings.ts';
import type { ConsumerWorker } from './consumer-worker.ts';
import { DeliveryJoin } from './delivery-join.ts';
import { fetchSentAt } from './fetch-replies.ts';
import type { HeldLock, HeldLocks } from './locks/held-locks.ts';
import type { QueueClock } from './queue-clock.ts';
import { PROCESS_REJECTED, REJECTIONS_MAX, Rejections } from './rejections.ts';
import { MALFORMED } from './repair-reply.ts';

const DONE: DeliveryEnd = { end: 'done' };
const NOTHING_KEPT = { count: 0 };
/** When a job that was given up comes back because its dead letter was not written. */
const AGAIN_AFTER_MS = 16_000;

/** Takes activations of one agent from its queue, and ends their jobs as `process` says. */
export class BullConsumer implements AgentConsumer {
  readonly agent: string;
  readonly #options: ServeOptions;
  readonly #report: (error: Error) => void;
  readonly #queue: string;
  readonly #locks: HeldLocks;
  readonly #clock: QueueClock;
  readonly #held = new Set<HeldLock>();
  readonly #rejections: Rejections;
  readonly #join = new DeliveryJoin<DeliveryEnd>();
  /** Deliveries that `stop` waits for, besides those of BullMQ. */
  readonly #inHand = new Set<Promise<unknown>>();
  readonly #worker: ConsumerWorker;
  #progressedAt = performance.now();
  #stopped: Promise<void> | undefined;

  constructor(agent: string, options: ServeOptions, settings: ConsumerSettings) {
    this.agent = agent;
    this.#options = options;
    this.#report = onceASecond(options.onError);
    this.#queue = agentQueue(agent);
    this.#locks = settings.locks;
    this.#rejections = new Rejections(afterRejectionMs(settings));
    this.#clock = settings.clock;
    const processor = (job: Job, token = '') => this.#endAsDecided(job, token);
    this.#worker = settings.createWorker(
      this.#queue,
      processor,
      {
        ...toWorkerOptions(options.concurrency, settings),
        removeOnComplete: NOTHING_KEPT,
        removeOnFail: NOTHING_KEPT,
      },
      {
        mayFetch: () => this.#stopped === undefined,
        onProgress: () => {
          this.#progressedAt = performance.now();
        },
        onError: this.#report,
        onCompleted: (jobId) => options.onEnded?.(jobId, DONE),
      },
    );
  }

  progressedAt(): number {
    let latest = this.#progressedAt;
    for (const { since } of this.#held) latest = Math.max(latest, since);
    return latest;
  }

  start(): void {
    this.#worker.run().catch(this.#report);
  }

  setConcurrency(concurrency: number): void {
    const isRaised = concurrency > this.#worker.concurrency;
    this.#worker.concurrency = concurrency;
    if (!isRaised || this.#stopped !== undefined) return;
    // The fetch loop looks at its limit only when it wakes.
    void this.#worker.pause(true);
    this.#worker.resume();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async #close(): Promise<void> {
    await this.#worker.close();
    await Promise.all(this.#inHand);
  }

  /** BullMQ's processor. It resolves to end the job, and throws only to tell BullMQ that the job was dealt with. */
  async #endAsDecided(job: Job, token: string): Promise<void> {
    const joined = await this.#join.run(job.id ?? '', () => this.#handle(job, token));
    if (joined.is === 'own' && joined.end.end === 'done') return;
    if (joined.is === 'own' && joined.end.end === 'delay') await this.#putBack(job, token, joined.end);
    throw new DelayedError();
  }

  async #handle(job: Job, token: string): Promise<DeliveryEnd> {
    const jobId = job.id ?? '';
    const name = { queue: this.#queue, jobId, token };
    const lock = this.#locks.hold(name, fetchSentAt(job), () => this.#report(toLostLock(jobId)));
    this.#held.add(lock);
    const ending = this.#process(this.#toDelivery(jobId, job, lock));
    this.#inHand.add(ending);
    try {
      return await ending;
    } finally {
      this.#inHand.delete(ending);
      this.#held.delete(lock);
      lock.release();
    }
  }

  async #process(delivery: Delivery): Promise<DeliveryEnd> {
    try {
      const end = await this.#options.process(delivery);
      this.#rejections.forget(delivery.jobId);
      return end;
    } catch (error) {
      const delayMs = this.#rejections.add(delivery.jobId);
      if (delayMs === undefined) return this.#giveUp(delivery, error);
      this.#report(new Error('A process rejected; its job comes back.', { cause: error }));
      return { end: 'delay', delayMs };
    }
  }

  /** A job whose dead letter cannot be written comes back, so that nothing is lost. */
  async #giveUp({ jobId, data = null }: Delivery, cause: unknown): Promise<DeliveryEnd> {
    this.#report(new Error(`A process rejected ${REJECTIONS_MAX} times; its job was given up.`, { cause }));
    const job = { queue: this.#queue, jobId, reason: PROCESS_REJECTED, data: JSON.stringify(data) };
    const { onDead = neverTaken } = this.#options;
    try {
      await onDead(job);
      return DONE;
    } catch (error) {
      this.#report(new Error('A job that was given up comes back.', { cause: error }));
      return { end: 'delay', delayMs: AGAIN_AFTER_MS };
    }
  }

  #toDelivery(jobId: string, job: Job, lock: HeldLock): Delivery {
    return {
      agent: this.agent,
      jobId,
      delivery: job.attemptsStarted,
      data: job.data === MALFORMED ? undefined : job.data,
      lockedSince: () => lock.since,
      dueAt: dueAtOf(job, this.#clock),
    };
  }

  /** A job whose lock was lost cannot be moved. It comes back by itself as a stalled one. */
  async #putBack(job: Job, token: string, end: Extract<DeliveryEnd, { end: 'delay' }>): Promise<void> {
    try {
      await job.moveToDelayed(Date.now() + end.delayMs, token);
      this.#options.onEnded?.(job.id ?? '', end);
    } catch (error) {
      this.#report(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

const neverTaken = (): Promise<void> => Promise.reject(new Error('Nobody sets jobs aside here.'));

const toLostLock = (jobId: string): Error =>
  new Error(`could not renew lock of job ${jobId}: it was lost, and another worker may take the job`);

/** A foreign job may have any time. */
function dueAtOf({ timestamp, opts }: Job, clock: QueueClock): number {
  const dueAt = timestamp + (opts?.delay ?? 0) - clock.offset();
  return Number.isFinite(dueAt) ? dueAt : Date.now();
}

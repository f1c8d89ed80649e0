import { onceASecond } from '@ag06/duty';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { afterRejectionMs, type ConsumerSettings, toWorkerOptions } from './consumer-settings.ts';
import type { ConsumerWorker } from './consumer-worker.ts';
import type { EntryConsumer, EntryEnd, EntryOptions } from './entry.ts';
import { fetchSentAt } from './fetch-replies.ts';
import type { HeldLocks } from './locks/held-locks.ts';
import { PROCESS_REJECTED, REJECTIONS_MAX, Rejections } from './rejections.ts';
import { MALFORMED } from './repair-reply.ts';

/** How long and how many ended jobs are kept, for clients that ask for the result. */
const KEPT = { age: 3_600, count: 1_000 };

/** Takes foreign jobs from one queue, and reports the result through BullMQ's own means. */
export class BullEntryConsumer implements EntryConsumer {
  readonly #queue: string;
  readonly #options: EntryOptions;
  readonly #report: (error: Error) => void;
  readonly #inHand = new Set<Promise<EntryEnd>>();
  readonly #rejections: Rejections;
  readonly #locks: HeldLocks;
  readonly #worker: ConsumerWorker;
  #stopped: Promise<void> | undefined;

  constructor(queue: string, options: EntryOptions, settings: ConsumerSettings) {
    this.#queue = queue;
    this.#options = options;
    this.#report = onceASecond(options.onError);
    this.#locks = settings.locks;
    this.#rejections = new Rejections(afterRejectionMs(settings));
    this.#worker = settings.createWorker(
      queue,
      (job: Job, token = '') => this.#endAsDecided(job, token),
      { ...toWorkerOptions(options.concurrency, settings), removeOnComplete: KEPT, removeOnFail: KEPT },
      {
        mayFetch: () => this.#stopped === undefined,
        onProgress: () => {},
        onError: this.#report,
        onCompleted: () => {},
      },
    );
  }

  start(): void {
    this.#worker.run().catch(this.#report);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async #close(): Promise<void> {
    await this.#worker.close();
    await Promise.all(this.#inHand);
  }

  /** BullMQ's processor. It resolves to the job's return value, and throws to end the job in another way. */
  async #endAsDecided(job: Job, token: string): Promise<unknown> {
    const name = { queue: this.#queue, jobId: job.id ?? '', token };
    const lock = this.#locks.hold(name, fetchSentAt(job), () => {});
    const ending = this.#process(job);
    this.#inHand.add(ending);
    const end = await ending.finally(() => {
      this.#inHand.delete(ending);
      lock.release();
    });
    switch (end.end) {
      case 'done':
        return end.value;
      case 'refused':
        throw toFailure(end.reason);
      case 'delay':
        await this.#putBack(job, token, end.delayMs);
        throw new DelayedError();
    }
  }

  async #process(job: Job): Promise<EntryEnd> {
    const { id = '', name, timestamp, data } = job;
    const isMalformed = data === MALFORMED;
    try {
      const end = await this.#options.process({
        queue: this.#queue,
        jobId: id,
        name,
        timestamp,
        data: isMalformed ? undefined : data,
      });
      this.#rejections.forget(id);
      return end;
    } catch (error) {
      return this.#afterRejection(id, error);
    }
  }

  /** The failed job keeps its data, so that its client or an operator can add it again. */
  #afterRejection(jobId: string, cause: unknown): EntryEnd {
    const delayMs = this.#rejections.add(jobId);
    if (delayMs !== undefined) {
      this.#report(new Error('A process rejected; its job comes back.', { cause }));
      return { end: 'delay', delayMs };
    }
    this.#report(new Error(`A process rejected ${REJECTIONS_MAX} times; its job has failed.`, { cause }));
    return { end: 'refused', reason: `${PROCESS_REJECTED}: the log of the service says why.` };
  }

  /** A job whose lock was lost cannot be moved. It comes back by itself as a stalled one. */
  async #putBack(job: Job, token: string, delayMs: number): Promise<void> {
    try {
      await job.moveToDelayed(Date.now() + delayMs, token);
    } catch (error) {
      this.#report(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

/** Fails a job without a further attempt. Its client does not get our stack. */
function toFailure(reason: string): Error {
  const failure = new UnrecoverableError(reason);
  failure.stack = '';
  return failure;
}

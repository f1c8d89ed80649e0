import type { Job, JobsOptions } from 'bullmq';
import { findEnd, type JobEnd } from './find-end.ts';
import { keepJob, UNREAD_MS } from './handed-index.ts';
import type { QueueWatch } from './queue-watch.ts';

/** How a job stands. `lost`: it was handed over and is not there any more. */
export type Standing =
  | { readonly status: 'unknown' | 'waiting' | 'lost' }
  | { readonly status: 'failed before'; readonly job: Job }
  | JobEnd;

/** What the record of a handed job says: that it was handed over, or which of its failures its step has ended with. */
const HANDED = 'handed';
const TOLD = 'told:';
const toldOf = (finishedOn: number): string => `${TOLD}${finishedOn}`;

const MISSING = -1;
const UNFINISHED = 0;
const COMPLETED = 1;

/**
 * The job of one step on a queue of BullMQ, and a record beside it (`<prefix>:<queue>:ag06:<id>`). The record tells a job that
 * was never added from one that somebody removed, and a new failure from one that the step had already ended with.
 */
export class HandedJob {
  readonly id: string;
  readonly #watch: QueueWatch;
  readonly #keepMs: number;
  readonly #record: string;
  /** The record, if the step had ended with a failure before this holder came; empty if not. Another holder may tell one later. */
  #toldBefore: string | undefined;

  /** @param keepMs how long the job is kept once its end was read */
  constructor(watch: QueueWatch, id: string, keepMs: number) {
    this.id = id;
    this.#watch = watch;
    this.#keepMs = keepMs;
    this.#record = watch.queue.toKey(`ag06:${id}`);
  }

  /** Adds the job. Nothing happens if it is there. */
  async add(name: string, data: unknown, opts: JobsOptions): Promise<void> {
    await keepJob(this.#watch, this.id, UNREAD_MS);
    await this.#watch.queue.add(name, data, { ...opts, jobId: this.id });
    await this.#note(HANDED);
  }

  async look(): Promise<Standing> {
    this.#toldBefore ??= await this.#readTold();
    const found = await this.#find();
    if (found !== undefined) return found;
    const record = await this.#watch.client.get(this.#record);
    if (record === null || record === this.#toldBefore) return { status: 'unknown' };
    // Another holder may have added it, and its record, since the first look. Settings of a worker for its other jobs may have
    // removed it.
    return (await this.#find()) ?? (await findEnd(this.#watch, this.id)) ?? { status: 'lost' };
  }

  /** Has a job tried again with whose failure the step had ended. */
  async tryAgain(job: Job): Promise<void> {
    await keepJob(this.#watch, this.id, UNREAD_MS);
    await job.retry('failed', { resetAttemptsMade: true });
    await this.#note(HANDED);
  }

  /** The job need not be kept for the step any more, but for a holder that dies before it has committed the end. */
  async release(): Promise<void> {
    await keepJob(this.#watch, this.id, this.#keepMs);
  }

  /** Notes that the step ends with this failure, or with the loss of its job: whoever begins it anew has the job tried again. */
  async tellFailure(finishedOn = Date.now()): Promise<void> {
    await this.release();
    await this.#note(toldOf(finishedOn));
  }

  /** Removes the job unless a worker has it. One that has ended stays for the next attempt, which would do it twice. */
  async withdraw(): Promise<'removed' | 'kept' | 'ended'> {
    if ((await this.#status()) > UNFINISHED) return 'ended';
    // First the record: whoever finds no job then finds no record either, and hands it over.
    await this.#watch.client.del(this.#record);
    if ((await this.#watch.queue.remove(this.id)) === 1) return 'removed';
    await this.#note(HANDED);
    return 'kept';
  }

  async #readTold(): Promise<string> {
    const record = await this.#watch.client.get(this.#record);
    return record?.startsWith(TOLD) === true ? record : '';
  }

  /** Returns undefined if it is not there. */
  async #find(): Promise<Standing | undefined> {
    const status = await this.#status();
    if (status === MISSING) return undefined;
    if (status === UNFINISHED) return { status: 'waiting' };
    const job = await this.#watch.queue.getJob(this.id);
    if (job === undefined) return undefined;
    const { returnvalue: value, failedReason: reason, finishedOn, stacktrace } = job;
    if (status === COMPLETED) return { status: 'completed', value };
    if (finishedOn !== undefined && this.#toldBefore === toldOf(finishedOn))
      return { status: 'failed before', job };
    return { status: 'failed', reason, stack: stacktrace?.at(-1), finishedOn };
  }

  async #status(): Promise<number> {
    const answer = await this.#watch.queue.getBackend().isFinished(this.id);
    return Array.isArray(answer) ? answer[0] : answer;
  }

  async #note(text: string): Promise<void> {
    // Longer than the job: what is not there any more is then known to have been there.
    await this.#watch.client.set(this.#record, text, 'PX', UNREAD_MS + this.#keepMs);
  }
}

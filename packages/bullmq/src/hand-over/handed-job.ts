import type { Job, JobsOptions } from 'bullmq';
import { findEnd, type JobEnd } from './find-end.ts';
import type { QueueWatch } from './queue-watch.ts';

/** How a job stands. `lost`: it was handed over and is not there any more. */
export type Standing =
  | { readonly status: 'unknown' | 'waiting' | 'lost' }
  | { readonly status: 'failed before'; readonly job: Job }
  | JobEnd;

/** What the record of a handed job says, besides that it was handed over: which of its failures was told. */
const HANDED = 'handed';
const toldOf = (finishedOn: number | undefined): string => `told:${finishedOn ?? 0}`;

/** The jobs that were handed over to a queue, by the time at which they were, or are to be looked at again. */
export const indexOf = ({ queue }: QueueWatch): string => queue.toKey('ag06');

/** Longer than a job is kept: what is not there any more is then known to have been there. */
const RECORD_MS = 7 * 24 * 3600 * 1000;
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
  readonly #record: string;

  constructor(watch: QueueWatch, id: string) {
    this.id = id;
    this.#watch = watch;
    this.#record = watch.queue.toKey(`ag06:${id}`);
  }

  /** Adds the job. Nothing happens if it is there. */
  async add(name: string, data: unknown, opts: JobsOptions): Promise<void> {
    await this.#watch.client.zadd(indexOf(this.#watch), Date.now(), this.id);
    await this.#watch.queue.add(name, data, { ...opts, jobId: this.id });
    await this.#note(HANDED);
  }

  async look(): Promise<Standing> {
    const status = await this.#status();
    if (status !== MISSING) return this.#describe(status);
    if ((await this.#watch.client.get(this.#record)) === null) return { status: 'unknown' };
    // Another holder may have added it, and its record, since the first look.
    const again = await this.#status();
    if (again !== MISSING) return this.#describe(again);
    // Settings of a worker for its other jobs may have removed it.
    return (await findEnd(this.#watch, this.id)) ?? { status: 'lost' };
  }

  /** Notes that the step ends with this failure. */
  async tellFailure(finishedOn: number): Promise<void> {
    await this.#note(toldOf(finishedOn));
  }

  /** Forgets that the job was there: it is handed over again when its step begins anew. */
  async forget(): Promise<void> {
    await this.#watch.client.del(this.#record);
  }

  /** Removes the job unless a worker has it. */
  async withdraw(): Promise<'removed' | 'kept'> {
    // First the record: whoever finds no job then finds no record either, and hands it over.
    await this.forget();
    if ((await this.#watch.queue.remove(this.id)) === 1) return 'removed';
    await this.#note(HANDED);
    return 'kept';
  }

  async #describe(status: number): Promise<Standing> {
    if (status === UNFINISHED) return { status: 'waiting' };
    const job = await this.#watch.queue.getJob(this.id);
    if (job === undefined) return { status: 'lost' };
    const { returnvalue: value, failedReason: reason, finishedOn, stacktrace } = job;
    if (status === COMPLETED) return { status: 'completed', value };
    const isTold = (await this.#watch.client.get(this.#record)) === toldOf(finishedOn);
    if (isTold) return { status: 'failed before', job };
    return { status: 'failed', reason, stack: stacktrace?.at(-1), finishedOn };
  }

  async #status(): Promise<number> {
    const answer = await this.#watch.queue.getBackend().isFinished(this.id);
    return Array.isArray(answer) ? answer[0] : answer;
  }

  async #note(text: string): Promise<void> {
    await this.#watch.client.set(this.#record, text, 'PX', RECORD_MS);
  }
}

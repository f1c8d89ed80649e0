import { setTimeout as delay } from 'node:timers/promises';
import type { EntryConsumer, EntryEnd, EntryJob } from '@ag06/broker';
import { type Json, LIMITS, type Refusal, SUBMISSIONS_QUEUE } from '@ag06/contracts';
import { isUnavailable } from '@ag06/runtime';
import { toLogIds } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { toProblem } from '../refusals/to-problem.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import { type StartRun, startRun } from '../use-cases/start-run.ts';
import { isDeeperThan } from './is-deeper-than.ts';
import { type ReadSubmission, readSubmission } from './read-submission.ts';
import { traceSubmission } from './trace-submission.ts';

/** Submissions handled at once. Those of one moment share calls to the store. */
const CONCURRENCY = 50;
const HAND_BACK: EntryEnd = { end: 'delay', delayMs: 0 };

/**
 * Takes submissions that other services put on the queue `ag06.submissions`. A job becomes a run, and returns what
 * `POST /v1/runs` would answer. A faulty job is set aside with its problem document, which is also its failure reason.
 * While the store is away or full, a job and those behind it wait.
 */
export class SubmissionsConsumer {
  readonly #parts: Parts;
  readonly #stopping = new AbortController();
  #consumer: EntryConsumer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    const { broker, log } = this.#parts;
    this.#consumer ??= broker.serveEntry(SUBMISSIONS_QUEUE, {
      concurrency: CONCURRENCY,
      process: (job) => this.#take(job),
      onError: (error) => log.warn({ err: error }, 'The submissions queue reported an error.'),
    });
  }

  /** Ends the jobs at hand and gives back those that wait for the store. May be called twice, or before `start`. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumer?.stop();
  }

  async #take(job: EntryJob): Promise<EntryEnd> {
    try {
      const { repeater } = this.#parts;
      return await repeater.untilAnswered('submission', () => this.#start(job), this.#stopping.signal);
    } catch (error) {
      if (this.#stopping.signal.aborted) return HAND_BACK;
      throw error;
    }
  }

  async #start(job: EntryJob): Promise<EntryEnd> {
    let read: ReadSubmission | undefined;
    try {
      read = readSubmission(job);
      const start = (what: StartRun) => startRun(this.#parts, what);
      const { isRepeat: _, ...submitted } = await traceSubmission(job, read, start);
      return { end: 'done', value: submitted };
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const ids = { jobId: job.jobId, ...(read !== undefined && toLogIds(read)) };
      const refusal = toRefusal(error) ?? toDefect(this.#parts.log, error, ids, 'A submission');
      if (refusal.retryAfterMs !== undefined) return this.#comeBack(refusal.retryAfterMs);
      return this.#setAside(job, ids, refusal);
    }
  }

  /** Keeps a job waiting here while this process is too busy, and then gives it back to the queue. */
  async #comeBack(afterMs: number): Promise<EntryEnd> {
    await delay(afterMs, undefined, { signal: this.#stopping.signal });
    return HAND_BACK;
  }

  async #setAside(job: EntryJob, ids: object, refusal: Refusal): Promise<EntryEnd> {
    const { queue, jobId } = job;
    const problem = toProblem(refusal);
    const letter = {
      queue,
      jobId,
      reason: refusal.code,
      problem,
      data: keep(job.data),
    };
    try {
      await this.#parts.store.fleet.addDeadLetter(letter);
      this.#parts.log.warn({ queue, ...ids, reason: refusal.code }, 'A submission was set aside.');
    } catch (error) {
      if (isUnavailable(error)) throw error;
      // The job itself has its failure reason, even without a dead letter.
      toDefect(this.#parts.log, error, { queue, ...ids }, 'A dead letter');
    }
    return { end: 'refused', reason: JSON.stringify(problem) };
  }
}

/** The data in a dead letter. Data that is too deep or too large to be stored is left out. */
function keep(data: unknown): Json {
  if (data === undefined || isDeeperThan(data, LIMITS.depth)) return null;
  return JSON.stringify(data).length > LIMITS.bodyBytes ? null : (data as Json);
}

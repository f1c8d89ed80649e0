import { setTimeout as delay } from 'node:timers/promises';
import type { EntryConsumer, EntryEnd, EntryJob } from '@ag06/broker';
import { type Json, LIMITS, type Refusal, SUBMISSIONS_QUEUE } from '@ag06/contracts';
import { toLogIds } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { toProblem } from '../refusals/to-problem.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import { type StartRun, startRun } from '../use-cases/start-run.ts';
import { isDeeperThan } from './is-deeper-than.ts';
import { type ReadSubmission, readSubmission } from './read-submission.ts';
import { traceSubmission } from './trace-submission.ts';

/** Submissions at a time: those of one moment share the calls of the store. */
const CONCURRENCY = 50;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 1_000;
const HAND_BACK: EntryEnd = { end: 'delay', delayMs: 0 };

/**
 * Takes submissions that other services put on the queue `ag06.submissions`. A job becomes a run, and its return value
 * the answer that `POST /v1/runs` would have given; one that cannot is set aside with its problem document, which is
 * also why the job failed. While the store is away or full a job waits here, and others behind it.
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

  /** Ends what is at hand and gives back what waits for the store. May come twice, or before `start`. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumer?.stop();
  }

  async #take(job: EntryJob): Promise<EntryEnd> {
    try {
      return await this.#untilAnswered(() => this.#start(job));
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
      const ids = read === undefined ? {} : toLogIds(read);
      const refusal = toRefusal(error) ?? this.#toDefect(job, ids, error);
      if (refusal.retryAfterMs !== undefined) throw error;
      return this.#setAside(job, ids, refusal);
    }
  }

  #toDefect({ jobId }: EntryJob, ids: object, error: unknown): Refusal {
    return toDefect(this.#parts.log, error, { jobId, ...ids }, 'A submission');
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
    await this.#parts.store.fleet.addDeadLetter(letter);
    this.#parts.log.warn({ queue, jobId, ...ids, reason: refusal.code }, 'A submission was set aside.');
    return { end: 'refused', reason: JSON.stringify(problem) };
  }

  /** Repeats what the store did not answer, until it does or this process stops. */
  async #untilAnswered(act: () => Promise<EntryEnd>): Promise<EntryEnd> {
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)) {
      try {
        return await act();
      } catch (error) {
        this.#parts.log.debug({ err: error }, 'A submission waits for the store.');
        await delay(delayMs, undefined, { signal: this.#stopping.signal });
      }
    }
  }
}

/** What a dead letter keeps of the data: nothing of what is too deep or too large to be stored. */
function keep(data: unknown): Json {
  if (data === undefined || isDeeperThan(data, LIMITS.depth)) return null;
  return JSON.stringify(data).length > LIMITS.bodyBytes ? null : (data as Json);
}

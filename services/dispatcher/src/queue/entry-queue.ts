import { setTimeout as delay } from 'node:timers/promises';
import type { EntryConsumer, EntryEnd, EntryJob } from '@ag06/broker';
import { type Json, LIMITS, type Refusal } from '@ag06/contracts';
import { isUnavailable } from '@ag06/runtime';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { toProblem } from '../refusals/to-problem.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import { isDeeperThan } from './is-deeper-than.ts';

/** Jobs handled at once. Those of one moment share calls to the store. */
const CONCURRENCY = 50;
const HAND_BACK: EntryEnd = { end: 'delay', delayMs: 0 };

/** A queue on which other services put jobs for the fleet. */
export interface Entry {
  readonly queue: string;
  /** One job of it, as log lines call it. */
  readonly noun: 'submission' | 'signal';
  /**
   * Where a job waits that is refused for now (`Refusal.retryAfterMs`). `here`: this process is too busy, so it takes no
   * other one meanwhile; one that the nearly full store does not take waits on the queue all the same. `queue`: the job alone has to wait, and others pass it.
   */
  readonly waits: 'here' | 'queue';
  /**
   * Does what a job asks for. Resolves with the return value of the job; throws a `Refusal` for a faulty job. `note` receives
   * the ids that log lines about the job have.
   */
  take(job: EntryJob, note: (ids: object) => void): Promise<unknown>;
}

/**
 * Takes the jobs of an entry queue. A faulty job is set aside with its problem document, which is also its failure reason.
 * While the store is away or full, a job and those behind it wait.
 */
export class EntryQueue {
  readonly #parts: Parts;
  readonly #entry: Entry;
  readonly #stopping = new AbortController();
  #consumer: EntryConsumer | undefined;

  constructor(parts: Parts, entry: Entry) {
    this.#parts = parts;
    this.#entry = entry;
  }

  start(): void {
    const { broker, log } = this.#parts;
    const { queue, noun } = this.#entry;
    this.#consumer ??= broker.serveEntry(queue, {
      concurrency: CONCURRENCY,
      process: (job) => this.#take(job),
      onError: (error) => log.warn({ err: error }, `The ${noun}s queue reported an error.`),
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
      return await repeater.untilAnswered(this.#entry.noun, () => this.#try(job), this.#stopping.signal);
    } catch (error) {
      if (this.#stopping.signal.aborted) return HAND_BACK;
      throw error;
    }
  }

  async #try(job: EntryJob): Promise<EntryEnd> {
    let ids: object = { jobId: job.jobId };
    try {
      const value = await this.#entry.take(job, (more) => {
        ids = { ...ids, ...more };
      });
      return { end: 'done', value };
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const refusal = toRefusal(error) ?? toDefect(this.#parts.log, error, ids, `A ${this.#entry.noun}`);
      if (refusal.retryAfterMs !== undefined) return this.#comeBack(refusal.code, refusal.retryAfterMs);
      return this.#setAside(job, ids, refusal);
    }
  }

  async #comeBack(code: string, delayMs: number): Promise<EntryEnd> {
    if (this.#entry.waits === 'queue') return { end: 'delay', delayMs };
    // Submissions of higher priority pass it. With many, they come back at different moments.
    if (code === 'STORE_NEARLY_FULL')
      return { end: 'delay', delayMs: Math.round(delayMs * (1 + Math.random())) };
    await delay(delayMs, undefined, { signal: this.#stopping.signal });
    return HAND_BACK;
  }

  async #setAside(job: EntryJob, ids: object, refusal: Refusal): Promise<EntryEnd> {
    const { queue, jobId, timestamp } = job;
    const problem = toProblem(refusal);
    const letter = {
      queue,
      jobId,
      reason: refusal.code,
      problem,
      data: keep(job.data),
      ...(Number.isFinite(timestamp) && { sentAt: timestamp }),
    };
    try {
      await this.#parts.store.fleet.addDeadLetter(letter);
      const line = { queue, ...ids, reason: refusal.code };
      this.#parts.log.warn(line, `A ${this.#entry.noun} was set aside.`);
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
  const text = JSON.stringify(data);
  return text.length > LIMITS.bodyBytes ? null : JSON.parse(text);
}

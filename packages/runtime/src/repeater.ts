import { setTimeout as delay } from 'node:timers/promises';
import type { MetricBook } from '@ag06/telemetry';
import { isUnavailable } from './is-unavailable.ts';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 1_000;
const REPORT_EVERY_MS = 1_000;

/** The repeated operations. They are values of a label, so they are few. */
export type Operation =
  | 'append'
  | 'claim'
  | 'commit'
  | 'dead-letter'
  | 'lost-delivery'
  | 'output'
  | 'read'
  | 'start'
  | 'submission'
  | 'signal'
  | 'token'
  | 'wake-up';

interface Log {
  warn(fields: object, message: string): void;
}

/** Milliseconds since any fixed moment. */
export interface Time {
  now(): number;
  /** Rejects when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const REAL_TIME: Time = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal }),
};

interface Waiting {
  /** How many calls of this operation wait for an answer. */
  count: number;
  reportedAt: number;
}

/**
 * Repeats calls while the store or the queues are away, and reports that: in a metric each time, in the log once a
 * second for each operation.
 */
export class Repeater {
  readonly #log: Log;
  readonly #book: Pick<MetricBook, 'repeats'>;
  readonly #time: Time;
  readonly #waiting = new Map<Operation, Waiting>();

  constructor(log: Log, book: Pick<MetricBook, 'repeats'>, time = REAL_TIME) {
    this.#log = log;
    this.#book = book;
    this.#time = time;
  }

  /**
   * Repeats a call until it is answered. Rejects at once with any error except those that say that something is away or
   * full, and with one of those when `signal` aborts between two tries. Ends `waiting` before it settles.
   */
  async untilAnswered<T>(
    operation: Operation,
    ask: () => Promise<T>,
    signal: AbortSignal,
    waiting?: { end(): void },
  ): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return await this.#askAgain(operation, ask, signal, error);
    } finally {
      waiting?.end();
    }
  }

  async #askAgain<T>(
    operation: Operation,
    ask: () => Promise<T>,
    signal: AbortSignal,
    first: Error & { readonly code: string },
  ): Promise<T> {
    const since = this.#time.now();
    const waiting = this.#waitingOf(operation);
    waiting.count++;
    try {
      let error = first;
      for (let tries = 1; ; tries++) {
        const forMs = Math.round(this.#time.now() - since);
        this.#report(operation, waiting, { tries, forMs, error });
        await this.#pause(tries, signal, error);
        this.#book.repeats.at(operation).add();
        try {
          return await ask();
        } catch (again) {
          if (!isUnavailable(again)) throw again;
          error = again;
        }
      }
    } finally {
      waiting.count--;
    }
  }

  /** Rejects with `error` when the signal aborts. */
  async #pause(tries: number, signal: AbortSignal, error: Error): Promise<void> {
    const ms = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), MAX_DELAY_MS);
    try {
      await this.#time.wait(ms, signal);
    } catch {
      throw error;
    }
  }

  #waitingOf(operation: Operation): Waiting {
    const known = this.#waiting.get(operation) ?? { count: 0, reportedAt: Number.NEGATIVE_INFINITY };
    this.#waiting.set(operation, known);
    return known;
  }

  #report(
    operation: Operation,
    waiting: Waiting,
    { tries, forMs, error }: { tries: number; forMs: number; error: Error & { readonly code: string } },
  ): void {
    const now = this.#time.now();
    if (now - waiting.reportedAt < REPORT_EVERY_MS) return;
    waiting.reportedAt = now;
    this.#log.warn(
      { err: error, code: error.code, operation, tries, forMs, waiting: waiting.count },
      `No answer yet (${operation}): ${tries} tries in ${forMs} ms, ${waiting.count} wait. It is asked again. ${error.message}`,
    );
  }
}

import type { Failure, RunEvent } from '@ag06/contracts';

/**
 * One attempt at a step or an item, as the log tells it. `lost`: its worker died or was taken for dead. `released`: its
 * worker stopped and gave the step back. `blocked`: a dependency failed, and the attempt does not count.
 */
export interface AttemptRecord {
  /** The number of the iteration, if it is not 0. */
  readonly iteration?: number;
  /** From 1 in each iteration. */
  readonly attempt: number;
  readonly outcome:
    | 'running'
    | 'completed'
    | 'retrying'
    | 'failed'
    | 'timed_out'
    | 'cancelled'
    | 'blocked'
    | 'lost'
    | 'released';
  /** How often the run had been retried before; absent in its first round. */
  readonly round?: number;
  /** The child that the attempt runs. */
  readonly runId?: string;
  readonly worker?: string;
  /** Milliseconds since 1970, by the store's clock. Absent if it failed before its handler was called. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly waitMs?: number;
  readonly durationMs?: number;
  readonly inputBytes?: number;
  readonly error?: Failure;
  readonly stack?: string;
}

/** Whether an event ends a step or an item for good. */
export const isFinalEvent = ({ type }: Pick<RunEvent, 'type'>): boolean =>
  /^(?:step|item)\.(?:completed|failed|skipped|cancelled|timed_out)$/.test(type);

/**
 * Collects the attempts at one step or item from its events in order, and from `run.retried`. The caller leaves out all other
 * events.
 */
export class AttemptFold {
  readonly #over: AttemptRecord[] = [];
  #current: AttemptRecord | undefined;
  /** From when the next start was possible. */
  #dueAt: number | undefined;
  #round: { readonly round?: number } = {};

  get attempts(): readonly AttemptRecord[] {
    return this.#current === undefined ? this.#over : [...this.#over, this.#current];
  }

  add(event: RunEvent): void {
    const { at } = event;
    if (event.type === 'run.retried') {
      this.#round = typeof event.round === 'number' ? { round: event.round } : {};
      this.#dueAt = undefined;
      return;
    }
    switch (event.type.slice(5)) {
      case 'scheduled':
        this.#dueAt = at;
        break;
      case 'started':
        this.#current = {
          ...numberOf(event),
          outcome: 'running',
          ...this.#round,
          ...workerOf(event),
          startedAt: at,
          ...this.#waitUntil(at),
        };
        this.#dueAt = undefined;
        break;
      case 'waiting':
        this.#current = toChildAttempt(event, this.#round) ?? this.#current;
        break;
      case 'redelivered':
        this.#end(event, event.reason === 'released' ? 'released' : 'lost');
        this.#dueAt = at;
        // The new holder goes on with it, unless it went back to its queue: then it has another start in the log.
        if (event.reason !== 'released' && event.queued !== true)
          this.#current = {
            ...numberOf(event),
            outcome: 'running',
            ...this.#round,
            ...workerOf(event),
            startedAt: at,
          };
        break;
      case 'retrying':
        this.#fail(event, 'retrying');
        this.#dueAt = typeof event.dueAt === 'number' ? event.dueAt : at;
        break;
      case 'blocked':
        if (event.error !== undefined) this.#fail(event, 'blocked');
        break;
      case 'failed':
      case 'timed_out':
        this.#fail(event, event.type.endsWith('failed') ? 'failed' : 'timed_out');
        break;
      case 'iterated':
        this.#end(event, 'completed');
        this.#dueAt = at;
        break;
      case 'completed':
      case 'cancelled':
        this.#end(event, event.type.endsWith('completed') ? 'completed' : 'cancelled');
    }
  }

  #waitUntil(at: number): Pick<AttemptRecord, 'waitMs'> {
    return this.#dueAt === undefined ? {} : { waitMs: Math.max(0, at - this.#dueAt) };
  }

  /** An attempt that never started has nothing to end. */
  #end({ at }: RunEvent, outcome: AttemptRecord['outcome']): void {
    if (this.#current === undefined) return;
    const { startedAt = at } = this.#current;
    this.#over.push({ ...this.#current, outcome, endedAt: at, durationMs: Math.max(0, at - startedAt) });
    this.#current = undefined;
  }

  /** Some failures have no start, such as a condition that cannot be evaluated, or a poisoned step. */
  #fail(event: RunEvent, outcome: AttemptRecord['outcome']): void {
    this.#current ??= { ...numberOf(event), outcome, ...this.#round, ...workerOf(event) };
    const began = this.#current;
    const took = began.startedAt === undefined ? {} : { durationMs: Math.max(0, event.at - began.startedAt) };
    this.#over.push({ ...began, outcome, endedAt: event.at, ...took, ...detailOf(event) });
    this.#current = undefined;
  }
}

const numberOf = ({ attempt = 1, iteration }: RunEvent): Pick<AttemptRecord, 'attempt' | 'iteration'> =>
  iteration === undefined ? { attempt } : { iteration, attempt };

const workerOf = ({ worker }: RunEvent): Pick<AttemptRecord, 'worker'> =>
  worker === undefined ? {} : { worker };

const CHILD = 'child:';

/** An attempt that runs a workflow begins as it waits for its child. Other steps that wait have no attempts. */
function toChildAttempt(event: RunEvent, round: { readonly round?: number }): AttemptRecord | undefined {
  const { at, reason } = event;
  if (typeof reason !== 'string' || !reason.startsWith(CHILD)) return undefined;
  return {
    ...numberOf(event),
    outcome: 'running',
    ...round,
    runId: reason.slice(CHILD.length),
    startedAt: at,
  };
}

/** The worker's own measurements replace the times of the log. */
function detailOf(event: RunEvent): Partial<AttemptRecord> {
  const detail: Record<string, unknown> = {};
  for (const name of ['worker', 'waitMs', 'durationMs', 'inputBytes', 'error', 'stack']) {
    if (event[name] !== undefined) detail[name] = event[name];
  }
  return detail;
}

/** A registered symbol: an error thrown by another copy of this package still steers. */
const STEERING_MARK: unique symbol = Symbol.for('ag06.steering');
const CODE_PATTERN = /^[A-Z][A-Z0-9_]{0,63}$/;
const RETRY_AFTER_MAX_MS = 24 * 3600 * 1000;

/** The effect of a thrown value on the next attempt. */
export type Steering = (
  | { readonly kind: 'retry'; readonly code: string | undefined; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'give_up'; readonly code: string | undefined }
  | { readonly kind: 'retry_after'; readonly retryAfterMs: number }
) & {
  /** Whether it was the service that failed; undefined: it does not say. */
  readonly speaksOfDependency?: boolean;
};

const PLAIN_RETRY: Steering = { kind: 'retry', code: undefined, retryAfterMs: undefined };

/**
 * Thrown by a handler when trying again cannot help: the step fails at once. `code` is `NOUN_CONDITION`. No breaker
 * counts it, unless `ofDependency` says that the service failed.
 */
export class NonRetryable extends Error {
  override readonly name = 'NonRetryable';
  readonly [STEERING_MARK] = 'give_up';
  readonly code: string | undefined;
  readonly ofDependency: boolean;

  constructor(message: string, options: { code?: string; cause?: unknown; ofDependency?: boolean } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = options.code;
    this.ofDependency = options.ofDependency ?? false;
  }
}

interface RetryableOptions {
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  readonly ofDependency?: boolean;
}

/**
 * Thrown by a handler when trying again may help, and the failure has a code of its own: the step is tried again under
 * its retry policy, as after any other error; with `retryAfterMs` it waits that long instead. `code` is
 * `NOUN_CONDITION`. The breaker of the agent's dependency counts it, unless `ofDependency` is false: the service is
 * well.
 */
export class Retryable extends Error {
  override readonly name: string = 'Retryable';
  readonly [STEERING_MARK] = 'retry';
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly ofDependency: boolean;

  constructor(message: string, options: RetryableOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
    this.ofDependency = options.ofDependency ?? true;
  }
}

/**
 * Thrown by a handler when the service that it calls has failed, whatever its input is: the breaker of the agent's
 * dependency counts it, and the step is tried again. An error of a connection, a time-out and an error with a `status`
 * of 500 and more are counted without it. `code` is DEPENDENCY_FAILED if none is given.
 */
export class DependencyFailure extends Retryable {
  override readonly name = 'DependencyFailure';

  constructor(message: string, options: Omit<RetryableOptions, 'ofDependency'> = {}) {
    super(message, { code: 'DEPENDENCY_FAILED', ...options });
  }
}

/**
 * Thrown by a handler when a service is well and asked to be left alone for a while: the next attempt waits that long.
 * It says nothing against the service: no circuit breaker counts it.
 */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly [STEERING_MARK] = 'retry_after';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, message = `Rate limited; try again in ${retryAfterMs} ms.`) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Returns the effect of a thrown value. Never throws. Any value that is not one of these classes is retried, a
 * malformed code is ignored, and a wait is limited to 24 h.
 */
export function readSteering(thrown: unknown): Steering {
  if (typeof thrown !== 'object' || thrown === null) return PLAIN_RETRY;
  try {
    const kind: unknown = Reflect.get(thrown, STEERING_MARK);
    if (kind === 'retry') {
      const retryAfterMs = toWaitMs(Reflect.get(thrown, 'retryAfterMs'));
      const speaksOfDependency = Reflect.get(thrown, 'ofDependency') !== false;
      return { kind, code: toCode(Reflect.get(thrown, 'code')), retryAfterMs, speaksOfDependency };
    }
    if (kind === 'give_up') {
      const speaksOfDependency = Reflect.get(thrown, 'ofDependency') === true;
      return { kind, code: toCode(Reflect.get(thrown, 'code')), speaksOfDependency };
    }
    if (kind === 'retry_after') {
      const retryAfterMs = toWaitMs(Reflect.get(thrown, 'retryAfterMs'));
      return retryAfterMs === undefined ? PLAIN_RETRY : { kind, retryAfterMs, speaksOfDependency: false };
    }
  } catch {
    // A getter or a proxy of the thrown value threw: it steers nothing.
  }
  return PLAIN_RETRY;
}

function toCode(code: unknown): string | undefined {
  return typeof code === 'string' && CODE_PATTERN.test(code) ? code : undefined;
}

function toWaitMs(ms: unknown): number | undefined {
  if (typeof ms !== 'number' || Number.isNaN(ms)) return undefined;
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(0, Math.ceil(ms)));
}

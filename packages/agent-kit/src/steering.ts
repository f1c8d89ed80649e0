/** A registered symbol: an error thrown by another copy of this package still steers. */
const STEERING_MARK: unique symbol = Symbol.for('ag06.steering');
const CODE_PATTERN = /^[A-Z][A-Z0-9_]{0,63}$/;
const RETRY_AFTER_MAX_MS = 24 * 3600 * 1000;

/** What a thrown value says about the next attempt. */
export type Steering =
  | { readonly kind: 'retry'; readonly code: string | undefined; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'give_up'; readonly code: string | undefined }
  | { readonly kind: 'retry_after'; readonly retryAfterMs: number };

const PLAIN_RETRY: Steering = { kind: 'retry', code: undefined, retryAfterMs: undefined };

/** Thrown by a handler when trying again cannot help: the step fails at once. `code` is `NOUN_CONDITION`. */
export class NonRetryable extends Error {
  override readonly name = 'NonRetryable';
  readonly [STEERING_MARK] = 'give_up';
  readonly code: string | undefined;

  constructor(message: string, options: { code?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = options.code;
  }
}

/**
 * Thrown by a handler when trying again may help, and the failure has a code of its own: the step is tried again under
 * its retry policy, as after any other error; with `retryAfterMs` it waits that long instead. `code` is `NOUN_CONDITION`.
 */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  readonly [STEERING_MARK] = 'retry';
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { code?: string; retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
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
 * Reads what a thrown value says. Never throws, whatever the value is: anything that does not steer is worth a retry,
 * a malformed code counts as none, and a wait is kept between 0 and 24 h.
 */
export function readSteering(thrown: unknown): Steering {
  if (typeof thrown !== 'object' || thrown === null) return PLAIN_RETRY;
  try {
    const kind: unknown = Reflect.get(thrown, STEERING_MARK);
    if (kind === 'retry') {
      const retryAfterMs = toWaitMs(Reflect.get(thrown, 'retryAfterMs'));
      return { kind, code: toCode(Reflect.get(thrown, 'code')), retryAfterMs };
    }
    if (kind === 'give_up') return { kind, code: toCode(Reflect.get(thrown, 'code')) };
    if (kind === 'retry_after') {
      const retryAfterMs = toWaitMs(Reflect.get(thrown, 'retryAfterMs'));
      return retryAfterMs === undefined ? PLAIN_RETRY : { kind, retryAfterMs };
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

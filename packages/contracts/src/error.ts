import type { Violation } from './json.ts';
import { LIMITS } from './limits.ts';

/** A failure that is recorded in a run: `code` is `NOUN_CONDITION`, stable, and may be matched by callers. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
  readonly item?: number;
  readonly attempt?: number;
}

/**
 * What AG06 throws when it refuses something: a stable `code`, an HTTP `status`, and where it applies each violation
 * with its path. Everything a caller can cause is one of these; anything else is a defect.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  /** The first of them, at most `LIMITS.errors`. */
  readonly errors: readonly Violation[];
  /** How many there are, those that are not listed included. */
  readonly errorCount: number;
  /** Milliseconds after which the same call may succeed, for 429 and 503. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    detail: {
      errors?: readonly Violation[];
      /** Where not all errors are given. */
      errorCount?: number;
      retryAfterMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause });
    this.status = status;
    this.code = code;
    const errors = detail.errors ?? [];
    this.errors = errors.length > LIMITS.errors ? errors.slice(0, LIMITS.errors) : errors;
    this.errorCount = detail.errorCount ?? errors.length;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

import type { Violation } from './json.ts';
import { LIMITS } from './limits.ts';

/** A failure that a run records. `code` is a stable `NOUN_CONDITION`, which callers may match. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
  readonly item?: number;
  /** Of a step with `repeat`, from 0; absent if 0. */
  readonly iteration?: number;
  readonly attempt?: number;
  /** Of CHILD_FAILED: the child, and why it did not complete. */
  readonly runId?: string;
  readonly cause?: { readonly code: string; readonly message: string };
}

/**
 * Thrown when AG06 refuses something: a stable `code`, an HTTP `status`, and where it applies each violation with its
 * path. Everything that a caller can cause is a `Refusal`; any other error is a defect.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  /** The first errors, at most `LIMITS.errors`. */
  readonly errors: readonly Violation[];
  /** The number of all errors, including those not listed. */
  readonly errorCount: number;
  /** Milliseconds after which the same call may succeed, for 429 and 503. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    detail: {
      errors?: readonly Violation[];
      /** For refusals that do not list all errors. */
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

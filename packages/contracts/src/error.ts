import type { Violation } from './json.ts';

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
  readonly errors: readonly Violation[];
  /** Milliseconds after which the same call may succeed, for 429 and 503. */
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    detail: { errors?: readonly Violation[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause });
    this.status = status;
    this.code = code;
    this.errors = detail.errors ?? [];
    this.retryAfterMs = detail.retryAfterMs;
  }
}

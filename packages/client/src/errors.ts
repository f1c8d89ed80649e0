/** One place of a body that was refused. */
export interface Violation {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** An RFC 9457 problem document, as the API answers with. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly Violation[];
  /** How many there are, where not all are listed: at most 100 are. */
  readonly errorCount?: number;
}

/** What the fleet refused: `code` is stable and may be matched, `errors` names every place. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;
  readonly status: number;
  readonly errors: readonly Violation[];
  readonly problem: Problem;
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.errors = problem.errors ?? [];
    this.isRetryable = isRetryableStatus(problem.status);
  }
}

/** Nobody answered, for as long as the client was told to try. Whether the call was carried out is unknown. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code = 'DISPATCHER_UNREACHABLE';
  readonly isRetryable = true;
}

/** A run that did not complete, where its output was asked for. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  readonly runId: string;
  readonly status: 'failed' | 'cancelled' | 'timed_out';
  readonly code: string;
  readonly step: string | undefined;

  constructor(runId: string, status: RunFailedError['status'], failure: RunFailure) {
    super(`The run ${runId} ${status}: ${failure.code} ${failure.message}`);
    this.runId = runId;
    this.status = status;
    this.code = failure.code;
    this.step = failure.step;
  }
}

/** Why a run did not complete. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
  readonly item?: number;
  readonly attempt?: number;
}

/** 429 and 503: the fleet asks to be called again. */
export const isRetryableStatus = (status: number): boolean => status === 429 || status === 503;

/** Of a gateway that finds nobody behind it, or of a dispatcher that ends: another one may do. */
export const isAwayStatus = (status: number): boolean => status === 502 || status === 503 || status === 504;

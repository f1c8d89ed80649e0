import type { FailureView, ProblemView } from './api-types.ts';
import type { TerminalRunStatus } from './run-types.ts';

/** One place of a body or a query that was refused: its path, what was expected, and what came. */
export type Violation = NonNullable<ProblemView['errors']>[number];

/**
 * An RFC 9457 problem document. `type` and `title` are absent if something other than a dispatcher wrote it, such as a
 * gateway.
 */
export type Problem = Omit<ProblemView, 'type' | 'title'> & Partial<Pick<ProblemView, 'type' | 'title'>>;

/**
 * The fleet refused a call. `code` is stable, so programs can compare it. The message says what was expected, what
 * came, and what to do; `errors` names every wrong place.
 */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: string;
  readonly status: number;
  readonly errors: readonly Violation[];
  readonly problem: Problem;
  /** The path that was called, such as `/v1/runs`; undefined for one submission of a batch, and if nothing was sent. */
  readonly path: string | undefined;
  /** Whether the same call may succeed later. */
  readonly isRetryable: boolean;

  constructor(problem: Problem, path?: string) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.errors = problem.errors ?? [];
    this.path = path;
    this.isRetryable = isRetryableStatus(problem.status);
  }
}

/** No dispatcher answered for `retryForMs`. It is unknown whether the call was carried out. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code = 'DISPATCHER_UNREACHABLE';
  readonly path: string;
  readonly isRetryable = true;

  constructor(addresses: string, path: string, cause: unknown) {
    super(`No dispatcher answers at ${addresses}. Start one (ag06 up), or set AG06_URL.`, { cause });
    this.path = path;
  }
}

/** The answer is not one that a dispatcher of this release or a later one gives: the address is probably wrong. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly code = 'ANSWER_INVALID';
  readonly path: string;
  readonly isRetryable = false;

  constructor(path: string, expected: string) {
    super(`The answer to ${path} has no ${expected}. Is it a dispatcher that AG06_URL or \`url\` names?`);
    this.path = path;
  }
}

/** A run whose output was asked for failed, timed out or was cancelled. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  readonly runId: string;
  readonly status: Exclude<TerminalRunStatus, 'completed'>;
  readonly code: string;
  readonly step: string | undefined;

  constructor(runId: string, status: RunFailedError['status'], failure: FailureView) {
    super(`The run ${runId} ${status}: ${failure.code} ${failure.message}`);
    this.runId = runId;
    this.status = status;
    this.code = failure.code;
    this.step = failure.step;
  }
}

/** Whether a status comes from a gateway without a backend, or from a dispatcher that stops. Another one may answer. */
export const isAwayStatus = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** Whether the same call can succeed later. 429 asks for that. */
const isRetryableStatus = (status: number): boolean => status === 429 || isAwayStatus(status);

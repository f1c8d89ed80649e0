import { RefusedError, UnreachableError, type Violation } from '@ag06/client';

const TITLES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [409, 'Conflict'],
  [413, 'Content Too Large'],
  [415, 'Unsupported Media Type'],
  [422, 'Unprocessable Content'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
]);
const RETRY_AFTER_S = 5;

/** A request that is refused: answered as a problem document of RFC 9457. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly Violation[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    {
      errors = [],
      headers = {},
    }: { errors?: readonly Violation[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}

/** The same for a run that does not exist, and for one that is not the caller's: nobody can tell them apart. */
export const unknownRun = (): ProblemError =>
  new ProblemError(404, 'RUN_UNKNOWN', 'There is no such run. Look whether its id is complete.');

/** Answers an error. `onError` is told of what is nobody's fault outside. */
export function toProblemResponse(error: unknown, onError: (error: unknown) => void): Response {
  const problem = toProblem(error, onError);
  const { status, code, message: detail, errors, headers } = problem;
  const title = TITLES.get(status) ?? 'Error';
  const body = { type: 'about:blank', title, status, code, detail, ...(errors.length > 0 && { errors }) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

function toProblem(error: unknown, onError: (error: unknown) => void): ProblemError {
  if (error instanceof ProblemError) return error;
  const headers = { 'retry-after': String(RETRY_AFTER_S) };
  if (error instanceof UnreachableError)
    return new ProblemError(503, 'FLEET_UNREACHABLE', 'The fleet does not answer. Try again.', { headers });
  if (error instanceof RefusedError) {
    const { status, code, problem, errors, isRetryable } = error;
    if (code === 'RUN_UNKNOWN') return unknownRun();
    if (isAboutRequest(error)) return new ProblemError(status, code, problem.detail, { errors });
    if (isRetryable) {
      const shown = isOfGateway(error) ? 'FLEET_UNREACHABLE' : code;
      const detail = 'The fleet does not do this now. Try again later.';
      return new ProblemError(status === 429 ? 429 : 503, shown, detail, { headers });
    }
  }
  onError(error);
  return new ProblemError(500, 'INTERNAL', 'Something went wrong on our side.');
}

/**
 * Whether a refusal tells the caller what was wrong with the request. Others tell the app what is wrong between it and the fleet, with
 * names of servers, and are no business of callers.
 */
const isAboutRequest = (error: RefusedError): boolean =>
  !isOfGateway(error) &&
  ([409, 410, 413, 422].includes(error.status) ||
    ['APPROVAL_UNKNOWN', 'SIGNAL_UNKNOWN'].includes(error.code));

/** Whether something between here and the fleet has answered. */
const isOfGateway = ({ code }: RefusedError): boolean => code.startsWith('HTTP_');

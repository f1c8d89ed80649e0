import { STATUS_CODES } from 'node:http';
import { type ProblemView, Refusal } from '@ag06/contracts';

/** Seconds after which a caller may try again when the store is away. */
const RETRY_AFTER_SECONDS = 1;

/** What Fastify itself refuses, by its codes. */
const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_BAD_URL: 'PATH_MALFORMED',
  FST_ERR_MAX_PARAM_LENGTH: 'PATH_TOO_LONG',
};

/** RFC 9457. */
export function toProblem(refusal: Refusal): ProblemView {
  const { status, code, message, errors, errorCount } = refusal;
  const title = STATUS_CODES[status] ?? 'Error';
  return {
    type: 'about:blank',
    title,
    status,
    code,
    detail: message,
    ...(errors.length > 0 && { errors: [...errors] }),
    ...(errorCount > errors.length && { errorCount }),
  };
}

/** Any error as what the caller is told; undefined for a defect of ours, of which nothing is told. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'STORE_FULL') return storeFull(error);
  // It names the run whose record is broken, and nothing else would.
  if (code === 'STORE_RECORD_INVALID') return new Refusal(500, code, error.message, { cause: error });
  if (code === 'BROKER_FULL' || code === 'BROKER_UNAVAILABLE') return queuesAway(code, error);
  if ('isRetryable' in error && error.isRetryable === true) return storeAway(error);
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 400 && status < 500)
    return new Refusal(status, FASTIFY_CODES[code] ?? 'REQUEST_INVALID', error.message);
  return undefined;
}

export function storeAway(cause?: unknown): Refusal {
  const message =
    'The store does not answer. Whether a submission was taken is unknown: repeat it with the same Idempotency-Key.';
  return new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_SECONDS * 1000, cause });
}

function storeFull(cause: unknown): Refusal {
  const message =
    'The memory of the store is full. Repeat the request, with the same Idempotency-Key, once its operator has raised it.';
  return new Refusal(503, 'STORE_FULL', message, { retryAfterMs: RETRY_AFTER_SECONDS * 1000, cause });
}

function queuesAway(code: 'BROKER_FULL' | 'BROKER_UNAVAILABLE', cause: unknown): Refusal {
  const message =
    code === 'BROKER_FULL'
      ? 'The memory of the server of the queues is full. Repeat the request once its operator has raised it.'
      : 'The queues do not answer. Repeat the request.';
  return new Refusal(503, code, message, { retryAfterMs: RETRY_AFTER_SECONDS * 1000, cause });
}

export function storeDown(): Refusal {
  const message = 'The connection to the store is down. Nothing was done; try again.';
  return new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_SECONDS * 1000 });
}

/** For who still comes over a connection that is open, while this process ends what it has begun. */
export function draining(): Refusal {
  const message =
    'This dispatcher is about to end. Nothing was done; send it again, to another one or to its successor.';
  return new Refusal(503, 'DRAINING', message, { retryAfterMs: RETRY_AFTER_SECONDS * 1000 });
}

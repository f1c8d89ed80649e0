import { Refusal } from '@ag06/contracts';

/** When a caller may try again if the store or the queues are away. */
const RETRY_AFTER_MS = 1_000;

/** Returns a known error as a refusal; undefined for any other, which is a defect (`toDefect`). */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error && 'code' in error)) return undefined;
  const { code, message } = error;
  switch (code) {
    case 'STORE_UNAVAILABLE':
      return storeAway(error);
    case 'STORE_FULL':
    case 'BROKER_FULL':
    case 'BROKER_UNAVAILABLE':
      return new Refusal(503, code, AWAY[code], { retryAfterMs: RETRY_AFTER_MS, cause: error });
    case 'STORE_RECORD_INVALID':
      // The message names the run whose record is broken.
      return new Refusal(500, code, message, { cause: error });
    case 'OBJECTS_UNAVAILABLE':
    case 'OBJECTS_BUSY':
    case 'OBJECTS_FULL':
      return new Refusal(503, 'ARCHIVE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_MS, cause: error });
    case 'OBJECTS_REFUSED':
    case 'OBJECTS_FORBIDDEN':
    case 'OBJECTS_BUCKET_UNKNOWN':
    case 'OBJECTS_UNSUPPORTED':
    case 'OBJECT_DIFFERS':
      return new Refusal(500, 'ARCHIVE_REFUSED', message, { cause: error });
    case 'ARCHIVE_DIFFERS':
    case 'ARCHIVE_SEGMENT_BROKEN':
    case 'ARCHIVE_SEGMENT_MISSING':
    case 'ARCHIVE_SEGMENT_NEWER':
      // The message says which object is to be restored, or which setting is wrong.
      return new Refusal(500, code, message, { cause: error });
    default:
      return undefined;
  }
}

const AWAY = {
  STORE_FULL:
    'The memory of the store is full. Repeat the request, with the same Idempotency-Key, once its operator has raised it.',
  BROKER_FULL:
    'The memory of the server of the queues is full. Repeat the request once its operator has raised it.',
  BROKER_UNAVAILABLE: 'The queues do not answer. Repeat the request.',
};

export function storeAway(cause?: unknown): Refusal {
  const message =
    'The store does not answer. Whether a submission was taken is unknown: repeat it with the same Idempotency-Key.';
  return new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_MS, cause });
}

/** Refuses before anything was sent to the store. */
export function storeDown(): Refusal {
  const message = 'The connection to the store is down. Nothing was done; try again.';
  return new Refusal(503, 'STORE_UNAVAILABLE', message, { retryAfterMs: RETRY_AFTER_MS });
}

/** Refuses new requests on open connections while this process drains. */
export function draining(): Refusal {
  const message =
    'This dispatcher is about to end. Nothing was done; send it again, to another one or to its successor.';
  return new Refusal(503, 'DRAINING', message, { retryAfterMs: RETRY_AFTER_MS });
}

export type ObjectErrorCode =
  /** Nobody answers, or only that something failed there. */
  | 'OBJECTS_UNAVAILABLE'
  /** Asked too often, or for the same object by two at once. */
  | 'OBJECTS_BUSY'
  | 'OBJECTS_FULL'
  | 'OBJECTS_FORBIDDEN'
  | 'OBJECTS_BUCKET_UNKNOWN'
  /** The server cannot do what the archive needs. */
  | 'OBJECTS_UNSUPPORTED'
  | 'OBJECTS_REFUSED'
  /** The library for S3 is not installed. */
  | 'S3_CLIENT_MISSING'
  | 'OBJECT_DIFFERS'
  | 'OBJECTS_URL_INVALID';

const RETRYABLE: ReadonlySet<ObjectErrorCode> = new Set<ObjectErrorCode>([
  'OBJECTS_UNAVAILABLE',
  'OBJECTS_BUSY',
  'OBJECTS_FULL',
]);

/** A failure of an object store. `isRetryable` says whether the same call may succeed later, with nothing changed. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
  readonly code: ObjectErrorCode;
  readonly isRetryable: boolean;

  constructor(code: ObjectErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.isRetryable = RETRYABLE.has(code);
  }
}

export const differs = (key: string, place: string): ObjectError =>
  new ObjectError(
    'OBJECT_DIFFERS',
    `${place} already has an object ${key} with other bytes. Objects are never overwritten: does another fleet write there? Give each fleet its own folder or prefix.`,
  );

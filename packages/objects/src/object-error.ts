export type ObjectErrorCode =
  | 'OBJECTS_UNAVAILABLE'
  | 'OBJECTS_REFUSED'
  | 'OBJECTS_FULL'
  | 'OBJECT_DIFFERS'
  | 'OBJECTS_URL_INVALID';

/** A failure of an object store. `isRetryable` says whether the same call may succeed later, with nothing changed. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
  readonly code: ObjectErrorCode;
  readonly isRetryable: boolean;

  constructor(code: ObjectErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.isRetryable = code === 'OBJECTS_UNAVAILABLE' || code === 'OBJECTS_FULL';
  }
}

export const differs = (key: string, place: string): ObjectError =>
  new ObjectError(
    'OBJECT_DIFFERS',
    `${place} already has an object ${key} with other bytes. Objects are never overwritten: does another fleet write there? Give each fleet its own folder or prefix.`,
  );

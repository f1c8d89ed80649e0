/** A failure of a store. `isRetryable` says whether the same command, with the same id, may be sent again. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly isRetryable: boolean;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.isRetryable = code === 'STORE_UNAVAILABLE' || code === 'STORE_FULL';
  }
}

export type StoreErrorCode =
  | 'STORE_UNAVAILABLE'
  | 'STORE_FULL'
  | 'STORE_REPLY_INVALID'
  | 'STORE_RECORD_INVALID'
  | 'STORE_SCHEMA_NEWER'
  | 'STORE_SCHEMA_OLDER'
  | 'STORE_PARTITIONS_DIFFER'
  | 'BLOB_UNKNOWN'
  | 'BLOB_BROKEN'
  | 'BLOB_NO_ROOM'
  | 'BLOB_TOO_LARGE';

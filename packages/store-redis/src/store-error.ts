/** What the store could not do. `isRetryable` says whether the same command, with the same id, may be sent again. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: 'STORE_UNAVAILABLE' | 'STORE_FULL' | 'STORE_REPLY_INVALID' | 'STORE_SCHEMA_NEWER';
  readonly isRetryable: boolean;

  constructor(code: StoreError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.isRetryable = code === 'STORE_UNAVAILABLE' || code === 'STORE_FULL';
  }

  static fromRedis(error: unknown): StoreError {
    if (error instanceof StoreError) return error;
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('OOM')) {
      return new StoreError(
        'STORE_FULL',
        `Redis is out of memory: raise maxmemory or delete old runs. (${message})`,
        error,
      );
    }
    if (/WRONGTYPE|user_script|Script attempted/i.test(message)) {
      return new StoreError('STORE_REPLY_INVALID', `The store's script failed: ${message}`, error);
    }
    return new StoreError('STORE_UNAVAILABLE', `Redis did not answer: ${message}`, error);
  }
}

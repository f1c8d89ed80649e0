import { StoreError } from '@ag06/store';

/** What a server answers that cannot serve a command now, also from inside a script: it starts, was demoted, or moved the slot. */
const NOT_NOW =
  /\b(LOADING|READONLY|MASTERDOWN|MISCONF|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNKILLABLE)\b/;

/**
 * What the function reported of one command: it was reached, so whatever does not pass by itself is for good, and nothing
 * of the command was applied.
 */
export function toCommandError(message: string): StoreError {
  const error = toStoreError(message);
  if (error.code !== 'STORE_UNAVAILABLE' || NOT_NOW.test(message)) return error;
  return new StoreError('STORE_REPLY_INVALID', `The store's function failed: ${message}`);
}

/** What Redis or the way to it reported, as the port names it. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? messageOf(error) : String(error);
  if (message.includes('OOM')) {
    return new StoreError(
      'STORE_FULL',
      `Redis is out of memory: raise maxmemory or delete old runs. (${message})`,
      error,
    );
  }
  if (
    !NOT_NOW.test(message) &&
    /WRONGTYPE|CROSSSLOT|user_script|user_function|Script attempted/i.test(message)
  ) {
    return new StoreError('STORE_REPLY_INVALID', `The store's function failed: ${message}`, error);
  }
  return new StoreError('STORE_UNAVAILABLE', `Redis did not answer: ${message}`, error);
}

/** A transaction is refused as a whole, and tells beside it why. */
function messageOf(error: Error): string {
  const first = 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors[0];
  return first instanceof Error ? `${error.message} ${first.message}` : error.message;
}

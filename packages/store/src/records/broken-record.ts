import { channel } from 'node:diagnostics_channel';
import { StoreError } from '../store-error.ts';

const SHOWN_MAX = 80;

export const REMEDY = 'Restore it from a backup, or delete the record.';

/**
 * Returns the error for a record that cannot be read. `of`: its owner, such as `run r0-…`. `why`: the fault and its
 * place.
 */
export const brokenRecord = (of: string, field: string, why: string, cause?: unknown): StoreError =>
  new StoreError('STORE_RECORD_INVALID', `The stored ${field} of ${of} is broken: ${why}. ${REMEDY}`, cause);

/** Returns the error for a wrong value in a record. `inRecord` adds the record. */
export function unreadable(name: string, expected: string, value: unknown): StoreError {
  const shown = (JSON.stringify(value) ?? String(value)).slice(0, SHOWN_MAX);
  return new StoreError('STORE_RECORD_INVALID', `"${name}" should be ${expected}, and is ${shown}`);
}

/** Reads a record of a run. Whatever is unreadable in it becomes a `STORE_RECORD_INVALID` that names run and field. */
export function inRunRecord<T>(runId: string, field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toBroken(runId, field, error);
  }
}

export const toBroken = (runId: string, field: string, error: unknown): StoreError =>
  brokenRecord(`run ${runId}`, field, error instanceof Error ? error.message : String(error), error);

/** Returns undefined for a broken record, so that one broken run does not fail a list of runs. */
export function skipBroken<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return passBroken(error);
  }
}

/**
 * Returns undefined for the error of a broken record, and throws any other. Those who watch broken records get the
 * error, because nobody else does.
 */
export function passBroken(error: unknown): undefined {
  if (!(error instanceof StoreError && error.code === 'STORE_RECORD_INVALID')) throw error;
  passedOver.publish(error);
  return undefined;
}

/** Carries the errors of all broken records that stores of this process pass over. */
const passedOver = channel('ag06.broken-record');

/**
 * Calls `listener` with the error of each broken record that a store of this process passes over, each time it meets
 * one. Returns how to stop.
 */
export function watchBrokenRecords(listener: (error: StoreError) => void): () => void {
  const onMessage = (message: unknown) => {
    if (message instanceof StoreError) listener(message);
  };
  passedOver.subscribe(onMessage);
  return () => passedOver.unsubscribe(onMessage);
}

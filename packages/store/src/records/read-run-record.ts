import { type Failure, FailureView, RUN_STATUSES } from '@ag06/contracts';
import { isRunField, parseRunMeta, type RunField, type RunMeta, readLargeText } from '@ag06/protocol';
import type { ItemRecord, RunOutcome } from '../run-store.ts';
import { StoreError } from '../store-error.ts';
import { inRunRecord, toBroken, unreadable } from './broken-record.ts';
import { readCount, readJson, readText, wordReader } from './read-value.ts';

export const readRunStatus = wordReader(RUN_STATUSES);

export function readField(name: string, value: unknown): RunField {
  if (typeof value === 'string' && isRunField(value)) return value;
  throw unreadable(name, 'a field of a run', value);
}

/** Parses the meta of a run as a store keeps it. Returns a `STORE_RECORD_INVALID` that names the run if it is broken. */
export function judgeRunMeta(runId: string, text: unknown): RunMeta | StoreError {
  try {
    return parseRunMeta(String(text));
  } catch (error) {
    return toBroken(runId, 'meta', error);
  }
}

/** Parses the meta of a run. Throws `STORE_RECORD_INVALID` if it is broken. */
export function readRunMeta(runId: string, text: unknown): RunMeta {
  const meta = judgeRunMeta(runId, text);
  if (meta instanceof StoreError) throw meta;
  return meta;
}

/** Parses the output of a run. Throws `STORE_RECORD_INVALID` if it is broken. */
export function readRunOutput(runId: string, text: unknown): Pick<RunOutcome, 'output' | 'large'> {
  const large = typeof text === 'string' ? readLargeText(text) : undefined;
  if (large !== undefined) return { output: undefined, large };
  return { output: inRunRecord(runId, 'out', () => readJson('output', text)) };
}

/** Parses the error with which a run ended. Throws `STORE_RECORD_INVALID` if it is broken. */
export const readRunError = (runId: string, text: unknown): Failure =>
  inRunRecord(runId, 'error', () => FailureView.parse(JSON.parse(String(text))));

/** An item's outcome as a store keeps it. */
export interface StoredItem {
  readonly item: unknown;
  readonly status: unknown;
  readonly attempt: unknown;
  readonly result: unknown;
}

/** Throws `STORE_RECORD_INVALID` if the outcome is broken. Whether `result` is JSON is seen by whoever parses it. */
export const readItem = (runId: string, step: string, stored: StoredItem): ItemRecord =>
  inRunRecord(runId, `item ${stored.item} of step ${step}`, () => ({
    item: readCount('item', stored.item),
    status: readItemStatus('status', stored.status),
    attempt: readCount('attempt', stored.attempt),
    result: readText('result', stored.result),
  }));

const readItemStatus = wordReader(['completed', 'failed', 'timed_out']);

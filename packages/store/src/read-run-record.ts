import { type Failure, FailureView } from '@ag06/contracts';
import { parseRunMeta, type RunMeta } from '@ag06/protocol';
import { StoreError } from './store-error.ts';

/** Parses the meta of a run as a store keeps it. Returns a `STORE_RECORD_INVALID` that names the run if it is broken. */
export function judgeRunMeta(runId: string, text: string): RunMeta | StoreError {
  try {
    return parseRunMeta(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new StoreError(
      'STORE_RECORD_INVALID',
      `The stored meta of run ${runId} is broken: ${why}. Restore it from a backup, or delete the run's record.`,
      cause,
    );
  }
}

/** Parses the meta of a run. Throws `STORE_RECORD_INVALID` if it is broken. */
export function readRunMeta(runId: string, text: string): RunMeta {
  const meta = judgeRunMeta(runId, text);
  if (meta instanceof StoreError) throw meta;
  return meta;
}

/** Parses the error with which a run ended. Throws `STORE_RECORD_INVALID` if it is broken. */
export function readRunError(runId: string, text: string): Failure {
  try {
    return FailureView.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoreError('STORE_RECORD_INVALID', `The stored error of run ${runId} is broken.`, cause);
  }
}

/** Returns undefined for a broken record, so that one broken run does not fail a list of runs. */
export function skipBroken<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'STORE_RECORD_INVALID') return undefined;
    throw error;
  }
}

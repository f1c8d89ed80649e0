import type { BatchResultView } from './api-types.ts';
import { RefusedError } from './errors.ts';
import type { RunHandle, SubmitOptions } from './run-types.ts';

/** One of a batch: a run, or why it is none. */
export type BatchResult<Output = unknown> = RunHandle<Output> | { readonly error: RefusedError };

export type BatchItem<Input = unknown> = SubmitOptions & { readonly input: Input };

export function toBatchResult<Output>(result: BatchResultView['results'][number]): BatchResult<Output> {
  return 'problem' in result ? { error: new RefusedError(result.problem) } : result;
}

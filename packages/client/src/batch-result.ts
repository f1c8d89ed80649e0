import type { BatchResultView } from './api-types.ts';
import { RefusedError } from './errors.ts';
import type { RunHandle, SubmitOptions } from './run-types.ts';

/** The result for one submission of a batch: its run, or the error that refused it. */
export type BatchResult<Output = unknown> = RunHandle<Output> | { readonly error: RefusedError };

export type BatchItem<Input = unknown> = SubmitOptions & { readonly input: Input };

export function toBatchResult<Output>(result: BatchResultView['results'][number]): BatchResult<Output> {
  return 'problem' in result ? { error: new RefusedError(result.problem) } : result;
}

import type { ObjectError } from '@ag06/objects';
import { ArchiveError } from './archive-error.ts';

export interface ArchiveFailure {
  readonly code: string;
  readonly message: string;
}

/** Why the archive, or a part of it, cannot be read; undefined for any other error. */
export const toArchiveFailure = (error: unknown): ArchiveFailure | undefined =>
  isOfArchive(error) ? { code: error.code, message: error.message } : undefined;

/** The same failure of the archive, with a sentence on what it means for the caller. Any other error stays as it is. */
export function retold(error: unknown, sentence: string): unknown {
  if (!isOfArchive(error)) return error;
  const message = `${error.message} ${sentence}`;
  if (error instanceof ArchiveError)
    return new ArchiveError(error.code, message, { cause: error, segment: error.segment });
  const { name, code, isRetryable } = error;
  return Object.assign(new Error(message, { cause: error }), { name, code, isRetryable });
}

/** The place of the objects is known by its port alone, so its errors are known by their name. */
const isOfArchive = (error: unknown): error is ArchiveError | ObjectError =>
  error instanceof ArchiveError ||
  (error instanceof Error && error.name === 'ObjectError' && 'code' in error);

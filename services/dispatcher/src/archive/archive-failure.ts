import { ArchiveError } from '@ag06/archive';
import type { ObjectError } from '@ag06/objects';
import { z } from 'zod';

/** Why the archive cannot be used. */
export const ArchiveFailure = z.object({ code: z.string(), message: z.string() });
export type ArchiveFailure = z.output<typeof ArchiveFailure>;

const MESSAGE_CHARS = 500;

/** Returns undefined for an error that is not of the archive: the store's, for example. */
export function toArchiveFailure(error: unknown): ArchiveFailure | undefined {
  if (!(error instanceof ArchiveError || isObjectError(error))) return undefined;
  return { code: error.code, message: error.message.slice(0, MESSAGE_CHARS) };
}

/** By its name, because only the main file of a service loads the package of the adapters. */
export const isObjectError = (error: unknown): error is ObjectError =>
  error instanceof Error && error.name === 'ObjectError' && 'code' in error;

import { toDurationMs } from '@ag06/engine/duration';
import type { Arguments } from './arguments.ts';
import { UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

const WHOLE = /^\d{1,15}$/;
const SECOND_MS = 1_000;

/**
 * Reads a flag that takes a duration such as `10m`, to milliseconds. A bare number counts milliseconds, or seconds. Returns undefined
 * if the flag is absent. Throws `UsageError`.
 */
export function readDurationMs(args: Arguments, flag: string, bare: 'ms' | 's' = 'ms'): number | undefined {
  const text = args.text(flag);
  if (text === undefined) return undefined;
  const ms = toDurationMs(WHOLE.test(text) ? `${text}${bare}` : text);
  if (ms !== undefined) return ms;
  throw new UsageError(`--${flag} takes a duration such as 30s or 10m, got "${printable(text)}".`);
}

/** Reads a flag that takes whole seconds, as a number or a duration. Returns seconds, undefined if it is absent. Throws `UsageError`. */
export function readSeconds(args: Arguments, flag: string): number | undefined {
  const ms = readDurationMs(args, flag, 's');
  if (ms === undefined || ms % SECOND_MS === 0) return ms === undefined ? undefined : ms / SECOND_MS;
  throw new UsageError(
    `--${flag} takes a duration of whole seconds, got "${printable(args.text(flag) ?? '')}".`,
  );
}

/** Reads a flag that the API takes as a duration. Returns it as it was written, and a bare number as that. Throws `UsageError`. */
export function readDuration(args: Arguments, flag: string): string | number | undefined {
  const text = args.text(flag);
  if (readDurationMs(args, flag) === undefined || text === undefined) return undefined;
  return WHOLE.test(text) ? Number(text) : text;
}

import { toDurationMs } from '@ag06/engine/duration';
import type { Arguments } from './arguments.ts';
import { UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

const NUMBER = /^\d{1,15}$/;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** Beyond 32 bits (24.8 days) a timer fires at once. */
const TIMER_DAYS = 24;

/**
 * Reads the duration of a flag, such as `10m`, to milliseconds. A number without its unit is refused, because people mean days, seconds
 * or milliseconds by it; 0 needs none. Throws `UsageError`.
 */
export function toMs(flag: string, text: string): number {
  const ms = toDurationMs(isZero(text) ? 0 : text);
  if (ms !== undefined) return ms;
  const units = ['ms', 's', 'm', 'h', 'd'].map((unit) => `${text}${unit}`);
  const expected = NUMBER.test(text)
    ? `a duration with its unit: ${units.slice(0, -1).join(', ')} or ${units.at(-1)}`
    : 'a duration such as 30s or 10m';
  throw new UsageError(`--${flag} takes ${expected}, got "${printable(text)}".`);
}

const isZero = (text: string): boolean => /^0{1,15}$/.test(text);

/** Reads a flag that takes a duration such as `10m`, to milliseconds. Returns undefined if it is absent. Throws `UsageError`. */
export function readDurationMs(args: Arguments, flag: string): number | undefined {
  const text = args.text(flag);
  return text === undefined ? undefined : toMs(flag, text);
}

/** Reads a flag with a duration that a timer here waits for, to milliseconds. Returns undefined if it is absent. Throws `UsageError`. */
export function readTimerMs(args: Arguments, flag: string): number | undefined {
  const ms = readDurationMs(args, flag);
  if (ms === undefined || ms <= TIMER_DAYS * DAY_MS) return ms;
  throw new UsageError(
    `--${flag} takes a duration of at most ${TIMER_DAYS}d, got "${printable(args.text(flag) ?? '')}".`,
  );
}

/** Reads a flag that takes a duration of whole seconds. Returns seconds, undefined if it is absent. Throws `UsageError`. */
export function readSeconds(args: Arguments, flag: string): number | undefined {
  const ms = readDurationMs(args, flag);
  if (ms === undefined || ms % SECOND_MS === 0) return ms === undefined ? undefined : ms / SECOND_MS;
  throw new UsageError(
    `--${flag} takes a duration of whole seconds, got "${printable(args.text(flag) ?? '')}".`,
  );
}

/** Reads a flag that the API takes as a duration. Returns it as it was written, with its unit. Throws `UsageError`. */
export function readDuration(args: Arguments, flag: string): string | number | undefined {
  const text = args.text(flag);
  if (text === undefined) return undefined;
  return toMs(flag, text) === 0 ? 0 : text;
}

import { toDurationMs } from '@ag06/engine/duration';
import { UsageError } from '../exit-codes.ts';
import { findCommand } from '../find-command.ts';
import { knownFlags } from '../known-flags.ts';
import { printable } from '../printable.ts';

const EVERY_S = 2;
const [LEAST_S, MOST_S] = [1, 3_600];
/** Seconds, or a duration with its unit. */
const EVERY = /^\d{1,5}(\.\d{1,3}|ms|s|m|h)?$/;

/** A command that is to be shown again and again. */
interface Watch {
  /** Without the flag. */
  readonly words: readonly string[];
  readonly everyMs: number;
}

/** Reads `--watch`, `--watch 5`, `--watch 1m` and `--watch=5` of a command that has it. Throws `UsageError`. */
export function readWatch(words: readonly string[]): Watch | undefined {
  const at = words.findIndex((word) => word === '--watch' || word.startsWith('--watch='));
  if (at < 0 || !hasWatch(words)) return undefined;
  const [, attached] = /^--watch=(.*)$/s.exec(words[at] ?? '') ?? [];
  const next = words[at + 1] ?? '';
  const isNext = attached === undefined && EVERY.test(next);
  const every = attached ?? (isNext ? next : String(EVERY_S));
  const everyMs = toDurationMs(every) ?? (EVERY.test(every) ? 1_000 * Number(every) : Number.NaN);
  if (!(everyMs >= 1_000 * LEAST_S && everyMs <= 1_000 * MOST_S))
    throw new UsageError(`--watch takes seconds from ${LEAST_S} to ${MOST_S}, got "${printable(every)}".`);
  return { words: words.toSpliced(at, isNext ? 2 : 1), everyMs };
}

function hasWatch(words: readonly string[]): boolean {
  const help = findCommand(words)?.help;
  return (
    help !== undefined &&
    knownFlags(help).some(({ name, isValueOptional }) => name === 'watch' && isValueOptional)
  );
}

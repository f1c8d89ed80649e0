import { UsageError } from '../exit-codes.ts';
import { findCommand } from '../find-command.ts';
import { knownFlags } from '../known-flags.ts';
import { printable } from '../printable.ts';
import { toMs } from '../read-duration.ts';

const EVERY_MS = 2_000;
const [LEAST_MS, MOST_MS] = [1_000, 3_600_000];
/** A word that is meant as the duration behind the flag, also without its unit. */
const EVERY = /^\d+(\.\d+)?(ms|s|m|h|d)?$/;

/** A command that is to be shown again and again. */
interface Watch {
  /** Without the flag. */
  readonly words: readonly string[];
  readonly everyMs: number;
}

/** Reads `--watch`, `--watch 5s` and `--watch=1m` of a command that has it. Throws `UsageError`. */
export function readWatch(words: readonly string[]): Watch | undefined {
  const at = words.findIndex((word) => word === '--watch' || word.startsWith('--watch='));
  if (at < 0 || !hasWatch(words)) return undefined;
  const [, attached] = /^--watch=(.*)$/s.exec(words[at] ?? '') ?? [];
  const next = words[at + 1] ?? '';
  const isNext = attached === undefined && EVERY.test(next);
  const every = attached ?? (isNext ? next : undefined);
  const everyMs = every === undefined ? EVERY_MS : toMs('watch', every);
  if (everyMs < LEAST_MS || everyMs > MOST_MS)
    throw new UsageError(`--watch takes a duration from 1s to 1h, got "${printable(every ?? '')}".`);
  return { words: words.toSpliced(at, isNext ? 2 : 1), everyMs };
}

function hasWatch(words: readonly string[]): boolean {
  const help = findCommand(words)?.help;
  return (
    help !== undefined &&
    knownFlags(help).some(({ name, isValueOptional }) => name === 'watch' && isValueOptional)
  );
}

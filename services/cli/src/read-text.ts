import { readFileSync } from 'node:fs';
import { UsageError } from './exit-codes.ts';

const STANDARD_INPUT = '-';
const STANDARD_INPUT_FD = 0;

/** Returns the text of a file, or of standard input for `-`, without a byte order mark. */
export function readText(file: string): string {
  try {
    return readFileSync(file === STANDARD_INPUT ? STANDARD_INPUT_FD : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const what = file === STANDARD_INPUT ? 'standard input' : file;
    throw new UsageError(`Cannot read ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

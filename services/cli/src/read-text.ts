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
    throw new UsageError(`Cannot read ${what}: ${toReason(cause)}`, { cause });
  }
}

const REASONS = new Map([
  ['ENOENT', 'there is no such file. Paths are looked up from this folder.'],
  ['EISDIR', 'it is a folder. Name a file in it.'],
  ['EACCES', 'this user may not read it.'],
]);

function toReason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return REASONS.get(code) ?? (cause instanceof Error ? cause.message : String(cause));
}

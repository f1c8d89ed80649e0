import { parseJson } from '@ag06/engine/parse-json';
import { UsageError } from './exit-codes.ts';
import { readText } from './read-text.ts';

/** Reads JSON from the flag itself, from a file (`@file`), or from standard input (`-`). Throws `UsageError`. */
export function readJson(flag: string, text: string): unknown {
  try {
    const isElsewhere = text === '-' || text.startsWith('@');
    return parseJson(isElsewhere ? readText(text.replace(/^@/, '')) : text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${flag} takes JSON, or @file with JSON: ${reason}`, { cause });
  }
}

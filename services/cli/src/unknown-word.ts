import { findSimilarName } from '@ag06/engine/suggest-name';
import { UsageError } from './exit-codes.ts';

/** Returns the error for an unknown word, which names the known ones and the most similar one. */
export function unknownWord(what: string, word: string, known: readonly string[]): UsageError {
  const near = findSimilarName(word, known);
  const hint = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${near}?`;
  return new UsageError(`Unknown ${what} "${word}". ${hint}`);
}

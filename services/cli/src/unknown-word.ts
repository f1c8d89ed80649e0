import { findSimilarName } from '@ag06/engine';
import { UsageError } from './exit-codes.ts';

/** What to say of a word that is none of those that are known. */
export function unknownWord(what: string, word: string, known: readonly string[]): UsageError {
  const near = findSimilarName(word, known);
  const hint = near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean ${near}?`;
  return new UsageError(`Unknown ${what} "${word}". ${hint}`);
}

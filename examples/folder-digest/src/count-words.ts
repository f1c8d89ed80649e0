import type { TermCount } from './page.ts';
import { STOP_WORDS } from './stop-words.ts';

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu;
const TERM_LENGTH_MAX = 40;

export interface WordCount {
  readonly words: number;
  /** How often each term (lower case, three letters or more, no stop word, no number) occurs. */
  readonly terms: ReadonlyMap<string, number>;
}

export function countWords(text: string): WordCount {
  const terms = new Map<string, number>();
  let words = 0;
  for (const [word] of text.matchAll(WORD)) {
    words++;
    const term = word.toLowerCase().replaceAll('’', "'");
    if (isTerm(term)) terms.set(term, (terms.get(term) ?? 0) + 1);
  }
  return { words, terms };
}

/** The most frequent first, equally frequent ones by alphabet. */
export function toTopTerms(terms: ReadonlyMap<string, number>, max: number): TermCount[] {
  return [...terms]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, max)
    .map(([term, count]) => ({ term, count }));
}

function isTerm(word: string): boolean {
  return (
    word.length >= 3 && word.length <= TERM_LENGTH_MAX && !STOP_WORDS.has(word) && !/^[\p{N}-]+$/u.test(word)
  );
}

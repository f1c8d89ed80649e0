import { RE2JS } from 're2js';
import type { CheckBudget } from './check-budget.ts';

/*
 * The only file that uses the regular-expression library. It matches in linear time for every pattern. Look-around and
 * back-references make that impossible and are refused.
 */

export const PATTERN_EXPECTED = 'a pattern without look-around and back-references, at most 1000 characters';
const PATTERN_CHARACTERS = 1_000;
const PROGRAM_SIZE = 2_000;

interface LinearPattern {
  test(text: string): boolean;
  toString(): string;
}

/** Compiles a pattern. Returns undefined if it does not parse or is too large. */
export function compilePattern(pattern: string, budget: CheckBudget): LinearPattern | undefined {
  const compiled = tryCompile(pattern);
  if (compiled === undefined) return undefined;
  const size = Math.max(1, compiled.programSize());
  if (size > PROGRAM_SIZE) return undefined;
  return {
    test(text) {
      budget.spendPattern((text.length + 1) * size);
      return compiled.matcher(text).find();
    },
    toString: () => `/${pattern}/`,
  };
}

function tryCompile(pattern: string): RE2JS | undefined {
  if (pattern.length > PATTERN_CHARACTERS) return undefined;
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern));
  } catch {
    return undefined;
  }
}

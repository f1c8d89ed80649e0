import type { Repository } from './repository.ts';

/** What a test file does only to modules of its own (decision 0099). */
const NEEDS_OWN =
  /\bjest\s*\.\s*(?:useFakeTimers|mock|doMock|setMock|unstable_mockModule|resetModules|isolateModules\w*)\(/;
/** Jest reads it in the first comment. */
const HAS_OWN = /^\s*\/\*\*(?:(?!\*\/)[\s\S])*@jest-environment node\b/;

/** Test files that fake the clock, or replace modules, and share theirs with others. */
export function checkRealms({ files }: Repository): readonly string[] {
  return [...files]
    .filter(([path, text]) => path.endsWith('.test.ts') && NEEDS_OWN.test(text) && !HAS_OWN.test(text))
    .map(
      ([path]) =>
        `${path}: needs modules of its own; its first comment says \`@jest-environment node\`, and why`,
    );
}

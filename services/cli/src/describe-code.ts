import { CODE_SECTIONS } from '@ag06/contracts/codes';
import { REASON_RULES, type ReasonRule } from '@ag06/health';
import { unknownWord } from './unknown-word.ts';

/** Every code with the lines about it; of one that health tells too, those of the table. */
const LINES: ReadonlyMap<string, readonly [at: string, means: string, cure: string]> = new Map([
  ...Object.entries<ReasonRule>(REASON_RULES).map(
    ([code, { component, measure, remedy }]) =>
      [code, [`health: ${component}`, `It is judged by: ${measure}.`, remedy]] as const,
  ),
  ...CODE_SECTIONS.flatMap(([, codes]) => Object.entries(codes)),
]);

/** Returns what a code means, where it stands and what to do. Throws `UsageError` for one that is not known, with the most similar one. */
export function describeCode(code: string): string {
  const found = LINES.get(code);
  if (found === undefined) throw unknownWord('code', code, [...LINES.keys()]);
  const [at, means, cure] = found;
  return `${code} (${at})\n\n  ${means}\n\n  What to do: ${cure}\n`;
}

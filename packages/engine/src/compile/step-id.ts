import { STEP_ID_PATTERN } from '@ag06/contracts';

/** Reserved words of CEL: `steps.<word>` would not parse, or not in every implementation. */
const CEL_KEYWORDS: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var ' +
    'void while'
  ).split(' '),
);

/** Names with a meaning of their own on JavaScript objects. */
const OBJECT_NAMES: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** Returns the expectation that an id does not meet; undefined for a valid id. */
export function findStepIdProblem(id: string): string | undefined {
  if (!STEP_ID_PATTERN.test(id))
    return 'a step id of letters, digits and _, not starting with a digit, at most 64 long';
  if (CEL_KEYWORDS.has(id)) return `a step id that is not a CEL keyword; try ${id}_step`;
  if (OBJECT_NAMES.has(id)) return `a step id that is not reserved; try ${id.replaceAll('_', '')}_step`;
  return undefined;
}

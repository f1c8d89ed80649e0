import type { Json, Violation } from '@ag06/contracts';

/** How an input violates its schema: the first violations, at most `LIMITS.errors`, and their number; 0 if it matches. */
export interface InputJudgement {
  readonly errors: readonly Violation[];
  readonly errorCount: number;
}

/** Checks an input against a schema. Never throws. */
export type InputJudge = (input: Json) => InputJudgement;

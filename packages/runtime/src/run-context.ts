import type { Plan } from '@ag06/engine';
import type { ClaimAnswer, RunField, RunMeta } from '@ag06/protocol';

/** A run in the hands of a process: its fixed parts, and the fields read so far (JSON text). */
export interface RunContext {
  readonly runId: string;
  readonly meta: RunMeta;
  readonly plan: Plan;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly values: Map<RunField, string>;
}

export function contextOfClaim(
  runId: string,
  answer: Extract<ClaimAnswer, { result: 'claimed' }>,
  plan: Plan,
): RunContext {
  return {
    runId,
    meta: answer.meta,
    plan,
    createdAt: answer.createdAt,
    values: new Map(answer.input === undefined ? [] : [['in', answer.input]]),
  };
}

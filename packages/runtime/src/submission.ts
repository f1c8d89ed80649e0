import type { Priority, RunStatus } from '@ag06/contracts';
import { canonicalJson, type InputJudgement, type Plan } from '@ag06/engine';
import type { RunMeta } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import type { Carrier } from './drive/driver.ts';
import type { GivenInput } from './given-input.ts';
import type { PlanCache } from './plan-cache.ts';

/** A submission that passed its schema. */
export interface Submission {
  readonly workflow: string;
  /** The version the caller named, if any: part of what makes two submissions the same. */
  readonly requestedVersion?: string;
  /** The plan of that version, or of the latest. Throws `Refusal` where there is none. */
  readonly loadPlan: () => Promise<Plan>;
  readonly tenant: string;
  readonly input: GivenInput;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly dedupeKey?: string;
  readonly delayMs: number;
  readonly timeoutMs?: number;
}

export interface Submitted {
  readonly runId: string;
  readonly status: RunStatus;
  readonly correlationId: string;
  readonly isRepeat: boolean;
}

export type Submitter = Carrier & {
  readonly runs: Carrier['runs'] & Pick<RunStore, 'createRunId' | 'findKey' | 'loadState'>;
  readonly plans: Pick<PlanCache, 'load'>;
  /** Judges an input by the schema of a plan, in this thread or another. */
  judgeInput?(plan: Plan, input: GivenInput): Promise<InputJudgement>;
  /** How long a dedupe key is remembered, from its first use. */
  readonly dedupeTtlMs: number;
  /** An answer waits so long for the first activations of a run that the store has; default 1 s. */
  readonly followWithinMs?: number;
  /** Told why first activations are left to the watchdog. */
  readonly onLeft?: (cause: unknown) => void;
};

/** What must be equal for two submissions under one key to be the same. */
export function bodyOf({ workflow, requestedVersion, input }: Submission): string {
  // Canonical JSON by hand, so that the input's own is not made twice.
  const head = canonicalJson({ version: requestedVersion ?? null, workflow });
  return `{"input":${input.canonical},${head.slice(1)}`;
}

export function toMeta(submission: Submission, plan: Plan): RunMeta {
  const { tenant, correlationId, priority, tags, traceparent, timeoutMs, delayMs } = submission;
  return {
    workflow: plan.name,
    version: plan.version,
    tenant,
    correlationId,
    priority,
    tags,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(delayMs > 0 && { delayMs }),
  };
}

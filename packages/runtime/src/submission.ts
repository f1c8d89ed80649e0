import type { Priority, Refusal, RunStatus } from '@ag06/contracts';
import { canonicalJson, type InputJudgement, type Plan } from '@ag06/engine';
import type { Attribute, ForkedFrom, Next, RunMeta, RunOrigin, RunParent } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import type { Carrier } from './drive/driver.ts';
import type { GivenInput } from './given-input.ts';
import type { PlanCache } from './plan-cache.ts';

/** A submission that matches its schema. */
export interface Submission {
  readonly workflow: string;
  /** The version that the caller named, if any. Submissions with different versions are not the same. */
  readonly requestedVersion?: string;
  /** Loads the plan of that version, by default of the latest. Rejects with `Refusal` if there is none. */
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
  /** For a run whose id is derived from its cause, so that a second submission finds the first run. */
  readonly given?: {
    readonly runId: string;
    readonly commandId: string;
    /** The slot of its schedule, in milliseconds since 1970. */
    readonly slot: number;
  };
  /** The step that gets the end of the run, and the number of runs above it. Absent if no run has started it. */
  readonly parent?: RunParent;
  readonly depth?: number;
  readonly fork?: ForkSubmission;
}

/** What a submission of a fork has besides. Its plan, its input and the rest of it were chosen by whoever planned it. */
export interface ForkSubmission {
  readonly runId: string;
  readonly origin: RunOrigin;
  readonly from: ForkedFrom;
  readonly roots: readonly Next[];
  /** Two forks with one key are the same if these texts are. */
  readonly body: string;
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
  /** Returns why no new run of a priority is taken now. One that was accepted before is answered all the same. */
  judgePriority?(priority: Priority): Refusal | undefined;
  /** Checks an input with the schema of a plan, in this thread or another. */
  judgeInput?(plan: Plan, input: GivenInput): Promise<InputJudgement>;
  /** How long a dedupe key is remembered from its first use. */
  readonly dedupeTtlMs: number;
  /** How long an answer waits for the first activations of a stored run; default 1 s. */
  readonly followWithinMs?: number;
  /** Called with the reason why first activations are left to the watchdog. */
  readonly onLeft?: (cause: unknown) => void;
};

/** Returns the parts that must be equal in two submissions with one key. */
export function bodyOf({ workflow, requestedVersion, input, fork }: Submission): string {
  if (fork !== undefined) return fork.body;
  // Built by hand, so that the input's canonical JSON is not made twice.
  const head = canonicalJson({ version: requestedVersion ?? null, workflow });
  return `{"input":${input.canonical},${head.slice(1)}`;
}

export function toMeta(submission: Submission, plan: Plan, attributes: readonly Attribute[] = []): RunMeta {
  const {
    tenant,
    correlationId,
    priority,
    tags,
    traceparent,
    timeoutMs,
    delayMs,
    given,
    parent,
    depth,
    fork,
  } = submission;
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
    ...(given !== undefined && { slot: given.slot }),
    ...(attributes.length > 0 && { attributes }),
    ...(parent !== undefined && { parent }),
    ...(depth !== undefined && { depth }),
    ...(fork !== undefined && { fork: fork.origin }),
  };
}

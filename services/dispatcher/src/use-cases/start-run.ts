import { Refusal } from '@ag06/contracts';
import { type Plan, toDurationMs } from '@ag06/engine';
import {
  GivenInput,
  type Submission,
  type Submitted,
  type Submitter,
  submitRun,
  type Within,
} from '@ag06/runtime';
import type { Deadline } from '../deadline.ts';
import type { ReadSubmissionBody, SubmissionFields } from '../intake/intake-task.ts';
import { judgeInput } from '../intake/judge-input.ts';
import type { Parts } from '../parts.ts';
import { unknownVersion } from '../refusals/unknown-version.ts';
import { type RefuseWorkflow, refuseWorkflows } from '../refusals/unknown-workflow.ts';

export interface StartRun {
  readonly tenant: string;
  readonly submission: SubmissionFields;
  readonly input: GivenInput;
  readonly correlationId: string;
  readonly traceparent: string;
  readonly dedupeKey: string | undefined;
}

/**
 * Starts a run of a stored workflow. The store may accept it until the deadline.
 *
 * Throws `Refusal` STORE_NEARLY_FULL, WORKFLOW_UNKNOWN, VERSION_UNKNOWN, DURATION_INVALID, and the errors of `submitRun`.
 */
export async function startRun(parts: Parts, start: StartRun, deadline?: Deadline): Promise<Submitted> {
  const loaded = new LoadedPlans(parts);
  const submission = toSubmission(start, loaded.load, loaded.refuse);
  const submitted = await submitRun(toSubmitter(parts, deadline), submission, toWithin(deadline));
  loaded.note();
  return submitted;
}

/** Limits the store's work by the deadline, if there is one. */
export const toWithin =
  (deadline: Deadline | undefined): Within =>
  (admitting) =>
    deadline === undefined ? admitting : deadline.within(admitting);

export const toGivenInput = ({ text, canonical }: ReadSubmissionBody['input']): GivenInput =>
  new GivenInput(text, canonical);

/** Loads the plan of a workflow, by default of its latest version. */
export type LoadPlan = (
  tenant: string,
  name: string,
  version: string | undefined,
) => Promise<Plan | undefined>;

/** Loads plans of submissions. Reports their agents to the fleet once a run exists, not for refused submissions. */
export class LoadedPlans {
  readonly #parts: Pick<Parts, 'plans' | 'wanted'>;
  readonly #plans = new Set<Plan>();
  /** Refuses a workflow that does not exist. */
  readonly refuse: RefuseWorkflow;

  constructor(parts: Pick<Parts, 'plans' | 'wanted' | 'store'>) {
    this.#parts = parts;
    this.refuse = refuseWorkflows(parts.store.workflows);
  }

  readonly load: LoadPlan = async (tenant, name, version) => {
    const { plans } = this.#parts;
    const plan = await (version === undefined
      ? plans.loadLatest(tenant, name)
      : plans.load(tenant, name, version));
    if (plan !== undefined) this.#plans.add(plan);
    return plan;
  };

  note(): void {
    for (const plan of this.#plans) this.#parts.wanted.note(plan);
  }
}

/** Returns a submitter whose deadline stops while an input is checked, because that is not the store's work. */
export const toSubmitter = (parts: Parts, deadline?: Deadline): Submitter => ({
  ...parts.carrier,
  runs: parts.store.runs,
  plans: parts.plans,
  dedupeTtlMs: parts.dedupeTtlMs,
  judgePriority: (priority) => parts.ceiling.judge(priority),
  judgeInput: (plan, input) => {
    const judging = judgeInput(parts.intake, plan, input);
    return deadline === undefined ? judging : deadline.outside(judging);
  },
  onLeft: (error) =>
    parts.log.warn(
      { err: error },
      'Runs were accepted, and their first steps could not be put on their queues: the watchdog does it.',
    ),
});

/** Throws `Refusal` DURATION_INVALID. */
export function toSubmission(start: StartRun, loadPlan: LoadPlan, refuse: RefuseWorkflow): Submission {
  const { submission, input, tenant, correlationId, traceparent, dedupeKey } = start;
  const { workflow, version, priority, tags } = submission;
  const delayMs = readDuration('delay', submission.delay, 0) ?? 0;
  const timeoutMs = readDuration('timeout', submission.timeout, 1);
  return {
    workflow,
    loadPlan: async () => {
      const plan = await loadPlan(tenant, workflow, version);
      if (plan !== undefined) return plan;
      throw version === undefined ? await refuse(tenant, workflow) : unknownVersion(workflow, version);
    },
    tenant,
    input,
    priority,
    tags,
    correlationId,
    traceparent,
    delayMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(dedupeKey !== undefined && { dedupeKey }),
    ...(version !== undefined && { requestedVersion: version }),
  };
}

function readDuration(path: string, value: number | string | undefined, leastMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = toDurationMs(value);
  if (ms !== undefined && ms >= leastMs) return ms;
  const expected = `milliseconds, or a duration such as 30s${leastMs > 0 ? `, of at least ${leastMs}ms` : ''}`;
  const errors = [{ path, expected, got: JSON.stringify(value) }];
  throw new Refusal(422, 'DURATION_INVALID', `The ${path} is not usable.`, { errors });
}

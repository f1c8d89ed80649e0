import { LIMITS, Refusal, type RunSubmission } from '@ag06/contracts';
import { type Plan, toDurationMs } from '@ag06/engine';
import { type Submitted, submitRun } from '@ag06/runtime';
import type { Parts } from '../parts.ts';

export interface StartRun {
  readonly tenant: string;
  readonly submission: RunSubmission;
  readonly correlationId: string;
  readonly traceparent: string;
  readonly dedupeKey: string | undefined;
}

/**
 * Starts a run of a stored workflow.
 *
 * Throws `Refusal`: WORKFLOW_UNKNOWN, VERSION_UNKNOWN, DURATION_INVALID and what `submitRun` throws.
 */
export async function startRun(parts: Parts, start: StartRun): Promise<Submitted> {
  const { submission, tenant, correlationId, traceparent, dedupeKey } = start;
  const delayMs = readDuration('delay', submission.delay) ?? 0;
  const timeoutMs = readDuration('timeout', submission.timeout);
  const plan = await loadPlan(parts, tenant, submission.workflow, submission.version);
  const submitter = { ...parts.carrier, runs: parts.store.runs, dedupeTtlMs: LIMITS.dedupeKeyTtlMs };
  return submitRun(submitter, {
    plan,
    tenant,
    input: submission.input,
    priority: submission.priority,
    tags: submission.tags,
    correlationId,
    traceparent,
    delayMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(dedupeKey !== undefined && { dedupeKey }),
    ...(submission.version !== undefined && { requestedVersion: submission.version }),
  });
}

function readDuration(path: string, value: number | string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = toDurationMs(value);
  if (ms !== undefined) return ms;
  const errors = [{ path, expected: 'milliseconds, or a duration such as 30s', got: JSON.stringify(value) }];
  throw new Refusal(422, 'DURATION_INVALID', `The ${path} is not a duration.`, { errors });
}

async function loadPlan(
  parts: Parts,
  tenant: string,
  name: string,
  version: string | undefined,
): Promise<Plan> {
  const plan =
    version === undefined
      ? await parts.plans.loadLatest(tenant, name)
      : await parts.plans.load(tenant, name, version);
  if (plan !== undefined) return plan;
  if (version === undefined) {
    throw new Refusal(
      404,
      'WORKFLOW_UNKNOWN',
      `There is no workflow ${name}. Push it with POST /v1/workflows.`,
    );
  }
  throw new Refusal(404, 'VERSION_UNKNOWN', `There is no version ${version} of a workflow ${name}.`);
}

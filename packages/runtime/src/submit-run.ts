import { LIMITS, type Priority, Refusal, type RunMeta, type RunStatus, type Submit } from '@ag06/contracts';
import { canonicalJson, type InputJudgement, openRoots, type Plan } from '@ag06/engine';
import type { RunStore } from '@ag06/store';
import { ATTRIBUTES, isSampled, parseTraceparent, recordSpan, SPANS } from '@ag06/telemetry';
import { type Carrier, evaluateMoves } from './carry-out.ts';
import { faultPoint } from './fault-point.ts';
import type { GivenInput } from './given-input.ts';
import type { RunContext } from './run-context.ts';
import { type Sending, sendActivations } from './sending.ts';

/** A submission that passed its schema, with the plan it asks for. */
export interface Submission {
  readonly plan: Plan;
  readonly tenant: string;
  readonly input: GivenInput;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly dedupeKey?: string;
  /** The version the caller named, if any: part of what makes two submissions the same. */
  readonly requestedVersion?: string;
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
  readonly runs: Carrier['runs'] & Pick<RunStore, 'createRunId' | 'loadRun'>;
  readonly dedupeTtlMs: number;
  /** Judges an input by the schema of a plan, in this thread or another. */
  judgeInput?(plan: Plan, input: GivenInput): Promise<InputJudgement>;
};

/**
 * Starts a run, once per dedupe key. Resolves when the store has it and its first activations are on their queues.
 *
 * Throws `Refusal`: INPUT_INVALID, INPUT_TOO_LARGE, KEY_REUSED.
 */
export async function submitRun(submitter: Submitter, submission: Submission): Promise<Submitted> {
  const { submitted, activations } = await admitRun(submitter, submission);
  if (activations.length > 0) await sendActivations(submitter.broker, activations);
  faultPoint('submit.after-enqueue');
  return submitted;
}

/** A run that the store has, and what is still to be enqueued of it. */
export interface Admitted {
  readonly submitted: Submitted;
  readonly activations: readonly Sending[];
}

/** The first half of `submitRun`, which throws the same: many runs are enqueued together after it. */
export async function admitRun(submitter: Submitter, submission: Submission): Promise<Admitted> {
  await checkInput(submitter, submission);
  const runId = submitter.runs.createRunId(submission.tenant, submission.dedupeKey);
  const command = toSubmit(submitter, submission, runId);
  faultPoint('submit.before-commit');
  const sentAt = performance.now();
  const answer = await submitter.runs.apply(command);
  faultPoint('submit.after-commit');
  if (isSampled(submission.traceparent)) recordCommit(submission, runId, sentAt, answer.result);
  if (answer.result === 'duplicate') return repeatRun(submitter, submission, answer);
  const context = toContext(submission, runId, answer.createdAt, command.input);
  const activations = await evaluateMoves(submitter, context, answer);
  const { correlationId } = submission;
  return { submitted: { runId, status: answer.status, correlationId, isRepeat: false }, activations };
}

function recordCommit(submission: Submission, runId: string, sentAt: number, result: string): void {
  const parent = parseTraceparent(submission.traceparent);
  if (parent === undefined) return;
  recordSpan(parent, SPANS.commit, sentAt, {
    [ATTRIBUTES.correlationId]: submission.correlationId,
    [ATTRIBUTES.runId]: runId,
    [ATTRIBUTES.change]: 'started',
    [ATTRIBUTES.commitResult]: result,
  });
}

async function checkInput(submitter: Submitter, { plan, input }: Submission): Promise<void> {
  const { errors, errorCount } = (await submitter.judgeInput?.(plan, input)) ?? plan.judgeInput(input.value);
  if (errorCount === 0) return;
  const message = `The input does not match the schema of ${plan.name}.`;
  throw new Refusal(422, 'INPUT_INVALID', message, { errors, errorCount });
}

function toMeta(submission: Submission): RunMeta {
  const { plan, tenant, correlationId, priority, tags, traceparent, timeoutMs, delayMs } = submission;
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

function toSubmit(submitter: Submitter, submission: Submission, runId: string): Submit {
  const input = submission.input.text;
  if (input.length > LIMITS.inputBytes || Buffer.byteLength(input) > LIMITS.inputBytes) {
    throw new Refusal(413, 'INPUT_TOO_LARGE', `The input is larger than ${LIMITS.inputBytes} bytes.`);
  }
  const { plan, tenant, correlationId, tags, dedupeKey } = submission;
  return {
    kind: 'submit',
    id: submitter.createId(),
    runId,
    issuer: submitter.issuer,
    tenant,
    meta: JSON.stringify(toMeta(submission)),
    input,
    terms: [`w:${plan.name}`, `c:${correlationId}`, ...new Set(tags.map((tag) => `t:${tag}`))],
    dedupe:
      dedupeKey === undefined
        ? undefined
        : { key: dedupeKey, body: bodyOf(submission), ttlMs: submitter.dedupeTtlMs },
    delayMs: submission.delayMs,
    timeoutMs: submission.timeoutMs ?? plan.timeoutMs,
    roots: openRoots(plan),
  };
}

/** What must be equal for two submissions under one key to be the same. */
export function bodyOf(submission: Submission): string {
  const { plan, requestedVersion, input } = submission;
  // Canonical JSON by hand, so that the input's own is not made twice.
  const head = canonicalJson({ version: requestedVersion ?? null, workflow: plan.name });
  return `{"input":${input.canonical},${head.slice(1)}`;
}

/** The key is known: the same run, after enqueuing again what a dead submitter may have left. */
async function repeatRun(
  submitter: Submitter,
  submission: Submission,
  duplicate: { readonly runId: string; readonly sameBody: boolean },
): Promise<Admitted> {
  if (!duplicate.sameBody) {
    const message = `The key ${submission.dedupeKey} was used for another submission. Use a new key, or repeat the same body.`;
    throw new Refusal(409, 'KEY_REUSED', message);
  }
  const run = await submitter.runs.loadRun(duplicate.runId);
  if (run === undefined) {
    throw new Refusal(
      409,
      'KEY_REUSED',
      `The run of the key ${submission.dedupeKey} was deleted. Use a new key.`,
    );
  }
  const { runId, status, meta } = run;
  const left = [...run.units].flatMap(([unit, { status, attempt, dispatch }]) =>
    status === 'scheduled' && dispatch === 1 ? { unit, attempt, dispatch, delayMs: 0 } : [],
  );
  const context = { ...toContext(submission, runId, run.createdAt, JSON.stringify(run.input)), meta };
  const moves = { status, grants: [], evaluations: [], enqueues: left, obsolete: [] };
  const activations = await evaluateMoves(submitter, context, moves);
  return { submitted: { runId, status, correlationId: meta.correlationId, isRepeat: true }, activations };
}

function toContext(submission: Submission, runId: string, createdAt: number, input: string): RunContext {
  return {
    runId,
    meta: toMeta(submission),
    plan: submission.plan,
    createdAt,
    values: new Map([['in', input]]),
  };
}

import { LIMITS, Refusal } from '@ag06/contracts';
import { evaluateAttributes, openRoots, type Plan } from '@ag06/engine';
import { type Attribute, encodeRunMeta, type Submit } from '@ag06/protocol';
import { ATTRIBUTES, isSampled, parseTraceparent, recordSpan, SPANS } from '@ag06/telemetry';
import { armDeadlines } from './drive/arm-deadlines.ts';
import { faultPoint } from './fault-point.ts';
import type { Admitted } from './follow-up.ts';
import { repeatRun } from './repeat-run.ts';
import { bodyOf, type Submission, type Submitter, toMeta } from './submission.ts';

/**
 * The first half of a submission. Resolves when the store has the run. A known key returns its run, even if the
 * workflow's latest version would refuse the input.
 *
 * Throws `Refusal` INPUT_INVALID, INPUT_TOO_LARGE, ATTRIBUTES_INVALID, KEY_REUSED, KEY_RUN_DELETED, and those of `loadPlan` and
 * `judgePriority`.
 */
export async function admitRun(submitter: Submitter, submission: Submission): Promise<Admitted> {
  const prepared = await prepare(submitter, submission).catch((refusal: unknown) =>
    refuseNew(submitter, submission, refusal),
  );
  if ('submitted' in prepared) return prepared;
  const { plan, command } = prepared;
  const { runId } = command;
  faultPoint('submit.before-commit');
  // The run begins later, or its steps are opened now: a wake-up that comes before the run does would be taken for a stale one.
  const arm = () => armDeadlines(submitter.runs, plan, runId, command.delayMs > 0 ? [] : command.roots);
  await arm();
  const sentAt = performance.now();
  const answer = await submitter.runs.apply(command);
  if (answer.result === 'created') await arm();
  faultPoint('submit.after-commit');
  if (isSampled(submission.traceparent)) recordCommit(submission, runId, sentAt, answer.result);
  if (answer.result === 'duplicate') return repeatRun(submitter, submission, answer);
  const { status, createdAt } = answer;
  const values = new Map([['in', command.input] as const]);
  const context = { runId, meta: toMeta(submission, plan), plan, createdAt, values };
  const { correlationId } = submission;
  return { submitted: { runId, status, correlationId, isRepeat: false }, left: { context, moves: answer } };
}

interface Prepared {
  readonly plan: Plan;
  readonly command: Submit;
}

async function prepare(submitter: Submitter, submission: Submission): Promise<Prepared> {
  const plan = await submission.loadPlan();
  const refusal = submitter.judgePriority?.(submission.priority);
  if (refusal !== undefined) throw refusal;
  await checkInput(submitter, submission, plan);
  const attributes = toAttributes(submission, plan);
  return { plan, command: toSubmit(submitter, submission, plan, attributes) };
}

/** Refuses a new submission. One that was accepted before, by an older version, is answered again. */
async function refuseNew(submitter: Submitter, submission: Submission, refusal: unknown): Promise<Admitted> {
  const { tenant, dedupeKey } = submission;
  if (!(refusal instanceof Refusal) || dedupeKey === undefined) throw refusal;
  const known = await submitter.runs.findKey(tenant, dedupeKey, bodyOf(submission));
  if (known === undefined) throw refusal;
  return repeatRun(submitter, submission, known);
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

async function checkInput(submitter: Submitter, { input }: Submission, plan: Plan): Promise<void> {
  const { errors, errorCount } = (await submitter.judgeInput?.(plan, input)) ?? plan.judgeInput(input.value);
  if (errorCount === 0) return;
  const message = `The input does not match the schema of ${plan.name}.`;
  throw new Refusal(422, 'INPUT_INVALID', message, { errors, errorCount });
}

/** Returns the attributes by which the run is listed. Reads the input only if the workflow has attributes. */
function toAttributes({ input }: Submission, plan: Plan): readonly Attribute[] {
  if (plan.attributes.length === 0) return [];
  const evaluated = evaluateAttributes(plan, input.value);
  if (evaluated.ok) return evaluated.attributes;
  const { errors } = evaluated;
  const message = `The attributes of ${plan.name} cannot be made of this input: ${errors.map(({ path }) => path).join(', ')}.`;
  throw new Refusal(422, 'ATTRIBUTES_INVALID', message, { errors });
}

function toSubmit(
  submitter: Submitter,
  submission: Submission,
  plan: Plan,
  attributes: readonly Attribute[],
): Submit {
  const input = submission.input.text;
  if (input.length > LIMITS.inputBytes || Buffer.byteLength(input) > LIMITS.inputBytes) {
    throw new Refusal(
      413,
      'INPUT_TOO_LARGE',
      `The input is larger than ${LIMITS.inputBytes} bytes. Give the run the place of the data in its stead.`,
    );
  }
  const { tenant, correlationId, tags, dedupeKey, given, parent, fork } = submission;
  return {
    kind: 'submit',
    id: given?.commandId ?? submitter.createId(),
    runId: fork?.runId ?? given?.runId ?? submitter.runs.createRunId(tenant, dedupeKey),
    issuer: submitter.issuer,
    tenant,
    meta: encodeRunMeta(toMeta(submission, plan, attributes)),
    input,
    listedBy: {
      workflow: plan.name,
      correlationId,
      tags: [...new Set(tags)],
      ...(parent !== undefined && { parent }),
      ...(attributes.length > 0 && { attributes }),
    },
    dedupe:
      dedupeKey === undefined
        ? undefined
        : { key: dedupeKey, body: bodyOf(submission), ttlMs: submitter.dedupeTtlMs },
    delayMs: submission.delayMs,
    timeoutMs: submission.timeoutMs ?? plan.timeoutMs,
    ...(fork !== undefined && { fork: fork.from }),
    roots: fork?.roots ?? openRoots(plan),
  };
}

import { createHash } from 'node:crypto';
import {
  type ApprovalAddress,
  type ApprovalAnswer,
  type ApprovalAnswered,
  parseApprovalId,
  Refusal,
  toApprovalId,
  toRfc3339,
} from '@ag06/contracts';
import { findSimilarName, type Plan, type PlanStep } from '@ag06/engine';
import { parseAnswerBody, parseSignalText } from '@ag06/protocol';
import type { RunSummary } from '@ag06/store';
import type { Parts } from '../../parts.ts';
import { needOf } from '../load-run-of.ts';
import { needPlan, refuseSignal, sendSignal } from './send-signal.ts';

/** An answer as it comes in. */
type IncomingAnswer = ApprovalAnswer & {
  /** Under which the answer is taken once. */
  readonly key: string | undefined;
  readonly by: string | undefined;
};

/** `isRepeat`: its key came before, and this answer changes nothing. */
export type SentAnswer = ApprovalAnswered & { readonly isRepeat: boolean };

export const NO_ID = 'It is no id of an approval: they are like RUN.STEP.5.';

type ApproveStep = Extract<PlanStep, { kind: 'approve' }>;

/**
 * Answers what a step asks: this one and no other, which a signal of the same name might reach.
 *
 * Throws `Refusal` APPROVAL_UNKNOWN, RUN_UNKNOWN, APPROVAL_INVALID, APPROVAL_ANSWERED, APPROVAL_CLOSED,
 * KEY_REUSED, RUN_ENDED or SIGNAL_LIMIT.
 */
export async function answerApproval(
  parts: Parts,
  tenant: string,
  id: string,
  { choice, comment, key, by }: IncomingAnswer,
): Promise<SentAnswer> {
  const address = parseApprovalId(id);
  if (address === undefined) throw unknownApproval(NO_ID);
  const { runId, step, park } = address;
  const run = await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  const { signal, judgePayload } = needApproveStep(await needPlan(parts, run), run, step);
  const payload = { choice, ...(comment !== undefined && { comment }) };
  const { errors, errorCount } = judgePayload(payload);
  if (errorCount > 0) {
    const moved = errors.map((error) => ({ ...error, path: error.path.replace(/^payload\./, '') }));
    const message = `${step} does not offer that answer.`;
    throw new Refusal(422, 'APPROVAL_INVALID', message, { errors: moved, errorCount });
  }
  const incoming = { name: signal, payload, key, by };
  const purpose = toPurpose(address, { choice, comment });
  const answer = await sendSignal(parts, run, incoming, { waiters: [step], orElse: 'refuse', park, purpose });
  if (answer.result === 'refused') {
    if (answer.reason === 'guard' || answer.reason === 'terminal')
      await refuseClosed(parts, address, answer.reason);
    return refuseSignal(runId, answer);
  }
  return { id, runId, step, choice, key: answer.key, isRepeat: answer.result === 'repeated' };
}

export const unknownApproval = (message: string): Refusal => new Refusal(404, 'APPROVAL_UNKNOWN', message);

/** Returns the step of a run that asks. Throws `Refusal` APPROVAL_UNKNOWN, with the most similar name. */
export function needApproveStep(plan: Plan, { runId, meta }: RunSummary, id: string): ApproveStep {
  const step = plan.steps.get(id);
  if (step?.kind === 'approve') return step;
  const asking = [...plan.steps.values()].flatMap(({ kind, id: known }) => (kind === 'approve' ? known : []));
  const similar = findSimilarName(id, asking);
  const hint = similar === undefined ? '' : ` Did you mean ${similar}?`;
  throw unknownApproval(
    `No step ${id} of the run ${runId} (${meta.workflow}@${meta.version}) asks for an approval.${hint}`,
  );
}

/** What the key of an answer stands for: an answer to another question, or another answer to this one, needs its own. */
function toPurpose({ step, park }: ApprovalAddress, answer: ApprovalAnswer): string {
  const hash = createHash('sha256').update(JSON.stringify([answer.choice, answer.comment ?? null]));
  return `${step}.${park}.${hash.digest('base64url').slice(0, 22)}`;
}

/** Says what became of the question. Returns if the run has ended before the step was opened. */
async function refuseClosed(
  { store }: Parts,
  { runId, step, park }: ApprovalAddress,
  reason: 'guard' | 'terminal',
): Promise<void> {
  const [unit, fields] = await Promise.all([
    store.runs.loadUnit(runId, step),
    store.runs.loadFields(runId, [`g:${step}`]),
  ]);
  if (unit === undefined && reason === 'terminal') return;
  if (unit === undefined) throw new Refusal(409, 'APPROVAL_CLOSED', `${step} has not asked yet.`);
  const { status } = unit;
  if (status === 'waiting' && unit.park !== park) {
    const message = `${step} asks anew, as ${toApprovalId({ runId, step, park: unit.park })}.`;
    throw new Refusal(409, 'APPROVAL_CLOSED', message);
  }
  const inHand = fields.get(`g:${step}`);
  if ((status === 'completed' || status === 'ready') && inHand !== undefined) {
    const message = `${step} was answered${describeAnswer(inHand)}.`;
    throw new Refusal(409, 'APPROVAL_ANSWERED', message);
  }
  throw new Refusal(409, 'APPROVAL_CLOSED', `${step} does not wait for an answer: it is ${status}.`);
}

function describeAnswer(inHand: string): string {
  const { body, at } = parseSignalText(inHand);
  const { choice, by } = parseAnswerBody(body);
  return `${by === undefined ? '' : ` by ${by}`}${at === undefined ? '' : ` at ${toRfc3339(at)}`}: ${choice}`;
}

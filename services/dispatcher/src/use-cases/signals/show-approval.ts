import { type ApprovalView, parseApprovalId, toApprovalId } from '@ag06/contracts';
import type { Parts } from '../../parts.ts';
import { needOf } from '../load-run-of.ts';
import { NO_ID, needApproveStep, unknownApproval } from './answer-approval.ts';
import { describeApproval } from './describe-approval.ts';
import { needPlan } from './send-signal.ts';

/**
 * Shows what a step asks of a person: `<run>.<step>.<number>`, or `<run>.<step>` for whatever it asks now.
 *
 * Throws `Refusal` RUN_UNKNOWN, or APPROVAL_UNKNOWN unless it waits for the answer.
 */
export async function showApproval(parts: Parts, tenant: string, id: string): Promise<ApprovalView> {
  const address = parseApprovalId(id);
  if (address === undefined) throw unknownApproval(NO_ID);
  const { runId, step, park } = address;
  const run = await needOf(tenant, runId, parts.store.runs.loadSummary(runId));
  needApproveStep(await needPlan(parts, run), run, step);
  const found = await parts.store.runs.findApproval(runId, step);
  if (found === undefined)
    throw unknownApproval(
      `${step} asks nothing now. GET /v1/runs/${runId}/steps/${step} shows what became of it.`,
    );
  if (park !== 0 && found.park !== park)
    throw unknownApproval(`${step} asks anew, as ${toApprovalId({ runId, step, park: found.park })}.`);
  return describeApproval(found);
}

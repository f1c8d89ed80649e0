import { isTerminal, Refusal } from '@ag06/contracts';
import { type Plan, toChildFailure } from '@ag06/engine';
import type { RunParent } from '@ag06/protocol';
import type { RunSummary } from '@ag06/store';
import { admitRun } from '../admit-run.ts';
import { carryOut } from '../carry-out.ts';
import { GivenInput } from '../given-input.ts';
import type { Submission, Submitter } from '../submission.ts';
import { deliverTell, settleChild } from './deliver-tell.ts';
import { becauseOf, type DeliveryParts } from './delivery-parts.ts';
import { readStart } from './read-start.ts';

/**
 * Submits a child run. If it exists, this only finishes its start; if it has ended, this reports its end to the parent.
 * If the child is refused, the step that asked for it fails.
 */
export async function deliverStart(
  parts: DeliveryParts,
  sender: RunSummary,
  child: string,
  body: string,
): Promise<void> {
  const start = readStart(sender.runId, child, body);
  const parent = { runId: sender.runId, ...start.parent };
  const known = await parts.runs.loadSummary(child);
  if (known !== undefined && isTerminal(known.status)) {
    await deliverTell(parts, child);
    return;
  }
  const carrier = becauseOf(parts.carrier, `start:${child}`);
  const submitter: Submitter = {
    ...carrier,
    runs: { ...pickRuns(parts), createRunId: () => child },
    plans: parts.plans,
    dedupeTtlMs: 0,
    ...(parts.judgeInput && { judgeInput: parts.judgeInput }),
  };
  const loadPlan = () => loadChildPlan(parts, sender, known?.meta ?? start);
  const { meta } = sender;
  const submission: Submission = {
    workflow: start.workflow,
    loadPlan,
    tenant: meta.tenant,
    input: new GivenInput(start.input),
    priority: meta.priority,
    tags: [],
    correlationId: meta.correlationId,
    delayMs: 0,
    parent,
    depth: (meta.depth ?? 0) + 1,
    ...(meta.traceparent !== undefined && { traceparent: meta.traceparent }),
  };
  try {
    const { submitted, left } = await admitRun(submitter, submission);
    if (isTerminal(submitted.status)) await deliverTell(parts, child);
    else if (left !== undefined) {
      parts.onStarted?.(left.context.plan);
      await carryOut(carrier, left.context, left.moves);
    }
  } catch (refusal) {
    // An outage is retried when the message wakes. A child that exists is never refused afterwards.
    if (!(refusal instanceof Refusal) || refusal.status >= 500 || known !== undefined) throw refusal;
    await refuse(parts, child, parent, refusal);
  }
}

const pickRuns = ({ runs }: DeliveryParts): Omit<Submitter['runs'], 'createRunId'> => ({
  apply: (command) => runs.apply(command),
  armWakeup: (...asked) => runs.armWakeup(...asked),
  isHeld: (...asked) => runs.isHeld(...asked),
  loadItems: (...asked) => runs.loadItems(...asked),
  loadFields: (...asked) => runs.loadFields(...asked),
  measureFields: (...asked) => runs.measureFields(...asked),
  findLarge: (...asked) => runs.findLarge(...asked),
  loadLarge: (...asked) => runs.loadLarge(...asked),
  deriveRunId: (text) => runs.deriveRunId(text),
  findKey: (...asked) => runs.findKey(...asked),
  loadState: (...asked) => runs.loadState(...asked),
});

async function loadChildPlan(
  { plans }: DeliveryParts,
  { meta: { tenant } }: RunSummary,
  { workflow, version }: { readonly workflow: string; readonly version?: string },
): Promise<Plan> {
  const plan = await (version === undefined
    ? plans.loadLatest(tenant, workflow)
    : plans.load(tenant, workflow, version));
  if (plan !== undefined) return plan;
  const message = `There is no workflow ${workflow}${version === undefined ? '' : ` of version ${version}`}. Push it, and retry the run.`;
  throw new Refusal(404, 'WORKFLOW_UNKNOWN', message);
}

/** Reports to the parent's step that its child was refused and will never exist. */
function refuse(
  parts: DeliveryParts,
  child: string,
  parent: Extract<RunParent, { readonly runId: string }>,
  { code, message, errors }: Refusal,
): Promise<void> {
  const [first] = errors;
  const where = first === undefined ? '' : ` ${first.path}: expected ${first.expected}, got ${first.got}.`;
  const outcome = toChildFailure(child, { code, message: `${message}${where}` });
  return settleChild(parts, child, parent, { ...outcome, isRetryable: false });
}

import { isTerminal, RUN_STATUSES } from '@ag06/contracts';
import { encodeRunMeta, type RunEnd, type RunMeta } from '@ag06/protocol';
import type { RunSummary } from '@ag06/store';
import { carryOut } from '../carry-out.ts';
import { becauseOf, type DeliveryParts, loadContext } from './delivery-parts.ts';
import { readStart } from './read-start.ts';

const OPEN = RUN_STATUSES.filter((status) => !isTerminal(status));
/** A run that is created to be cancelled never starts before it is. */
const NEVER_MS = 365 * 24 * 3_600_000;

const STOPPED: RunEnd = {
  status: 'cancelled',
  error: JSON.stringify({
    code: 'PARENT_ENDED',
    message: 'The run was cancelled because the step that started it does not wait for it any more.',
  }),
};

/** Cancels a child. One that is not there yet is created cancelled, so that its late start finds it over. */
export async function deliverStop(parts: DeliveryParts, sender: RunSummary, child: string): Promise<void> {
  if (await stopRun(parts, child)) return;
  // Without its `start`, the child was submitted meanwhile, or is deleted.
  await createTombstone(parts, sender, child);
  await stopRun(parts, child);
}

/** Returns false if there is no such run. */
export async function stopRun(parts: DeliveryParts, child: string): Promise<boolean> {
  const run = await parts.runs.loadSummary(child);
  if (run === undefined) return false;
  const carrier = becauseOf(parts.carrier, `stop:${child}`);
  const answer = await carrier.runs.apply({
    kind: 'commit',
    id: carrier.createId(),
    runId: child,
    issuer: carrier.issuer,
    guard: { on: 'run', statuses: OPEN },
    change: { to: 'ended' },
    next: [],
    end: STOPPED,
    emitted: [],
    known: [],
  });
  if (answer.result === 'refused') return answer.reason !== 'unknown';
  const context = await loadContext(parts, run);
  if (context === undefined) return true;
  if (answer.result === 'applied') carrier.onEnd?.(context, answer.status);
  await carryOut(carrier, context, answer);
  return true;
}

/**
 * Makes an ended run of the child's id, so that a late `start` finds it. A child that existed and was deleted needs
 * none.
 */
async function createTombstone(
  { runs, carrier }: DeliveryParts,
  { runId, meta }: RunSummary,
  child: string,
): Promise<void> {
  const body = await runs.loadEntry(runId, `start:${child}`);
  const start = body === undefined ? undefined : readStart(runId, child, body);
  if (start === undefined) return;
  const { tenant, correlationId, priority, depth = 0 } = meta;
  const childMeta: RunMeta = {
    workflow: start.workflow,
    version: start.version ?? '',
    tenant,
    correlationId,
    priority,
    tags: [],
    parent: { runId, ...start.parent },
    depth: depth + 1,
  };
  await runs.apply({
    kind: 'submit',
    id: `stop:${child}`,
    runId: child,
    issuer: { worker: carrier.issuer.worker, job: '', delivery: 0 },
    tenant,
    meta: encodeRunMeta(childMeta),
    input: start.input,
    listedBy: { workflow: start.workflow, correlationId, tags: [] },
    dedupe: undefined,
    delayMs: NEVER_MS,
    timeoutMs: undefined,
    roots: [],
  });
}

import { type ApprovalPage, type ApprovalQuery, compareApprovals, type OpenApproval } from '../approvals.ts';
import { readApprovalCard } from '../records/read-approval-card.ts';
import type { MemoryRun } from './memory-run.ts';
import { toSummary } from './to-parts.ts';

/** What a unit asks of a person; undefined unless it waits for the answer. */
export function findApproval(
  runs: ReadonlyMap<string, MemoryRun>,
  runId: string,
  unit: string,
): OpenApproval | undefined {
  const run = runs.get(runId);
  return run && approvalsOf(runId, run).find((approval) => approval.unit === unit);
}

/** Looks at all runs, as the other lists of this store do. */
export function listApprovals(runs: ReadonlyMap<string, MemoryRun>, query: ApprovalQuery): ApprovalPage {
  const { tenant, workflow, signal, after, limit } = query;
  const found = [...runs]
    .flatMap(([runId, run]) => approvalsOf(runId, run))
    .filter(({ meta }) => meta.tenant === tenant && (workflow === undefined || meta.workflow === workflow))
    .filter((approval) => signal === undefined || approval.signal === signal)
    .filter((approval) => after === undefined || compareApprovals(approval, after) > 0)
    .sort(compareApprovals);
  const approvals = found.slice(0, limit);
  return { approvals, next: found.length > limit ? approvals.at(-1) : undefined };
}

function approvalsOf(runId: string, run: MemoryRun): OpenApproval[] {
  return [...run.units.values()].flatMap(({ name, park, dueAt, reason = '', approval }) => {
    if (approval === undefined) return [];
    const { meta } = toSummary(runId, run);
    const card = readApprovalCard(runId, name, approval.card);
    const signal = reason.slice('signal:'.length);
    return [{ runId, unit: name, park, dueAt, openedAt: approval.openedAt, signal, card, meta }];
  });
}

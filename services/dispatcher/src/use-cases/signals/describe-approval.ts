import { type ApprovalView, toApprovalId, toRfc3339 } from '@ag06/contracts';
import type { OpenApproval } from '@ag06/store';

/** What the API says about a step that waits for the answer of a person. */
export function describeApproval(approval: OpenApproval): ApprovalView {
  const { runId, unit: step, park, openedAt, dueAt, signal, card, meta } = approval;
  const { ask, choices, askError } = card;
  const { workflow, version, correlationId, tags } = meta;
  return {
    id: toApprovalId({ runId, step, park }),
    runId,
    step,
    signal,
    workflow,
    version,
    correlationId,
    tags: [...tags],
    ask,
    ...(askError !== undefined && { askError }),
    choices: [...choices],
    since: toRfc3339(openedAt),
    ...(dueAt > 0 && { until: toRfc3339(dueAt) }),
  };
}

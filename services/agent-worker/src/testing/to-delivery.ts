import type { Delivery, OutgoingActivation } from '@ag06/broker';
import { toJobId, unitOf } from '@ag06/contracts';

/** A delivery of a queued activation. */
export function toDelivery(
  activation: OutgoingActivation,
  delivery: number,
  agent: string,
  dueAt = Date.now(),
): Delivery {
  const { runId, dispatch } = activation;
  const since = performance.now();
  return {
    agent,
    jobId: toJobId(runId, unitOf(activation), dispatch),
    delivery,
    data: undefined,
    lockedSince: () => since,
    dueAt,
  };
}

import type { OutgoingActivation } from '@ag06/broker';
import { type Enqueue, laneOfUnit, OUTPUT_UNIT, stepOfUnit, toPriorityKey } from '@ag06/contracts';
import type { RunContext } from './run-context.ts';

/** The activations that put these units on their agents' queues, each with its place among all others. */
export function toActivations(
  context: RunContext,
  enqueues: readonly Enqueue[],
  epoch: number,
): OutgoingActivation[] {
  return enqueues.flatMap((enqueue) => {
    const step = context.plan.steps.get(stepOfUnit(enqueue.unit));
    if (step === undefined || enqueue.unit === OUTPUT_UNIT) return [];
    return {
      agent: step.agent,
      runId: context.runId,
      step: step.id,
      lane: laneOfUnit(enqueue.unit),
      attempt: enqueue.attempt,
      dispatch: enqueue.dispatch,
      dependency: step.dependency,
      delayMs: enqueue.delayMs,
      priorityKey: toPriorityKey(context.createdAt, step.priority ?? context.meta.priority, epoch),
      traceparent: context.meta.traceparent,
    };
  });
}

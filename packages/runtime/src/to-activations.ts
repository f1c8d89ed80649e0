import { laneOfUnit, toJobId } from '@ag06/contracts';
import { callingStepOf } from '@ag06/engine';
import type { Enqueue } from '@ag06/protocol';
import { priorityKeyOf, type QueueOrder } from './priority-key.ts';
import type { RunContext } from './run-context.ts';
import { beginSend, type Origin, originOf, type Sending } from './sending.ts';

/**
 * Creates the activations that put these units on their agents' queues, each with its priority key. `from` is their
 * origin in a trace, if that is more than their run. `refusalsOf`: how many attempts before were refused.
 */
export function toActivations(
  context: RunContext,
  enqueues: readonly Enqueue[],
  order: QueueOrder,
  from: Origin = {},
  refusalsOf: (enqueue: Enqueue) => number = () => 0,
): Sending[] {
  const { runId, meta } = context;
  const origin = originOf(meta, from);
  return enqueues.flatMap((enqueue) => {
    const step = callingStepOf(context.plan, enqueue.unit);
    if (step === undefined) return [];
    const refusals = refusalsOf(enqueue);
    const activation = {
      agent: step.agent,
      runId,
      step: step.id,
      lane: laneOfUnit(enqueue.unit),
      attempt: enqueue.attempt,
      dispatch: enqueue.dispatch,
      dependency: step.dependency,
      delayMs: enqueue.delayMs,
      priorityKey: priorityKeyOf(context, step, order),
      traceparent: meta.traceparent,
      ...(refusals > 0 && { refusals }),
    };
    if (origin === undefined) return activation;
    const { correlationId } = meta;
    return beginSend(
      { ...activation, correlationId },
      toJobId(runId, enqueue.unit, enqueue.dispatch),
      correlationId,
      origin,
    );
  });
}

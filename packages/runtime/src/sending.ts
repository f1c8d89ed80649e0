import type { Broker, OutgoingActivation } from '@ag06/broker';
import { agentQueue } from '@ag06/contracts';
import type { RunMeta } from '@ag06/protocol';
import {
  ATTRIBUTES,
  beginSpan,
  endSpan,
  failSpan,
  formatTraceparent,
  isSampled,
  type LinkReason,
  MESSAGING_SYSTEM,
  parseTraceparent,
  SPANS,
  toLink,
} from '@ag06/telemetry';
import { type Span, type SpanContext, SpanKind } from '@opentelemetry/api';

/** An activation on its way to its queue; in a sampled run with its span. */
export type Sending = OutgoingActivation & { readonly span?: Span };

/** The origin of activations in a trace. */
export interface Origin {
  /** The span in which they are sent; the root of their run if it is not given. */
  readonly parent?: SpanContext | undefined;
  /** Set if they are sent long after their cause. */
  readonly because?: LinkReason | undefined;
}

interface KnownOrigin {
  readonly parent: SpanContext;
  readonly because: LinkReason | undefined;
}

/** Returns the origin of a run's activations; undefined if the run has no spans. */
export function originOf(
  { traceparent }: Pick<RunMeta, 'traceparent'>,
  { parent, because }: Origin,
): KnownOrigin | undefined {
  if (!isSampled(traceparent)) return undefined;
  const known = parent ?? parseTraceparent(traceparent);
  return known && { parent: known, because };
}

/** Begins the span of sending. The activation names it, so that the worker's spans are its children. */
export function beginSend(
  activation: OutgoingActivation,
  jobId: string,
  correlationId: string,
  { parent, because }: KnownOrigin,
): Sending {
  const { agent, runId, step, lane, attempt, delayMs } = activation;
  const queue = agentQueue(agent);
  const span = beginSpan(parent, SPANS.send(queue), {
    kind: SpanKind.PRODUCER,
    attributes: {
      [ATTRIBUTES.messagingSystem]: MESSAGING_SYSTEM,
      [ATTRIBUTES.destination]: queue,
      [ATTRIBUTES.operationName]: 'send',
      [ATTRIBUTES.operationType]: 'send',
      [ATTRIBUTES.messageId]: jobId,
      [ATTRIBUTES.correlationId]: correlationId,
      [ATTRIBUTES.runId]: runId,
      [ATTRIBUTES.step]: step,
      [ATTRIBUTES.attempt]: attempt,
      ...(lane !== undefined && { [ATTRIBUTES.lane]: lane }),
      ...(delayMs > 0 && { [ATTRIBUTES.delayMs]: delayMs }),
    },
    links: because === undefined ? [] : [toLink(parent, because)],
  });
  return { ...activation, traceparent: formatTraceparent(span.spanContext()), span };
}

/** Enqueues activations, and ends their spans of sending. Rejects as `Broker.enqueue`. */
export function sendActivations(
  broker: Pick<Broker, 'enqueue'>,
  activations: readonly Sending[],
): Promise<void> {
  const enqueued = broker.enqueue(activations);
  return activations.some(({ span }) => span !== undefined) ? endSends(activations, enqueued) : enqueued;
}

async function endSends(activations: readonly Sending[], enqueued: Promise<void>): Promise<void> {
  try {
    await enqueued;
  } catch (error) {
    for (const { span } of activations) if (span !== undefined) failSpan(span, 'SEND_FAILED', String(error));
    throw error;
  } finally {
    for (const { span } of activations) if (span !== undefined) endSpan(span);
  }
}

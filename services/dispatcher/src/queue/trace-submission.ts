import type { EntryJob } from '@ag06/broker';
import type { Submitted } from '@ag06/runtime';
import { ATTRIBUTES, beginEntry, endSpan, failSpan, MESSAGING_SYSTEM, SPANS } from '@ag06/telemetry';
import { SpanKind } from '@opentelemetry/api';
import type { StartRun } from '../use-cases/start-run.ts';
import type { ReadSubmission } from './read-submission.ts';

/** Handles a job under a CONSUMER span, below its sender's or as the first of a trace. */
export async function traceSubmission(
  { queue, jobId }: EntryJob,
  read: ReadSubmission,
  start: (start: StartRun) => Promise<Submitted>,
): Promise<Submitted> {
  const attributes = {
    [ATTRIBUTES.correlationId]: read.correlationId,
    [ATTRIBUTES.messagingSystem]: MESSAGING_SYSTEM,
    [ATTRIBUTES.destination]: queue,
    [ATTRIBUTES.operationName]: 'process',
    [ATTRIBUTES.operationType]: 'process',
    [ATTRIBUTES.messageId]: jobId,
  };
  const entry = beginEntry(SPANS.process(queue), { kind: SpanKind.CONSUMER, attributes }, read.traceparent);
  const { traceparent, span } = entry;
  if (span === undefined) return start({ ...read, traceparent });
  try {
    const submitted = await start({ ...read, traceparent });
    span.setAttribute(ATTRIBUTES.runId, submitted.runId);
    return submitted;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
    failSpan(span, code, error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    endSpan(span);
  }
}

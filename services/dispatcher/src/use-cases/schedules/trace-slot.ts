import type { Submission } from '@ag06/runtime';
import { ATTRIBUTES, beginEntry, endSpan, failSpan, SPANS } from '@ag06/telemetry';
import { SpanKind } from '@opentelemetry/api';

/**
 * Submits the run of a slot under the first span of a trace of its own, because no caller brings one. Rejects as `submit`
 * does.
 */
export async function traceSlot<T>(
  schedule: string,
  submission: Submission,
  submit: (traced: Submission) => Promise<T>,
): Promise<T> {
  const attributes = {
    [ATTRIBUTES.correlationId]: submission.correlationId,
    [ATTRIBUTES.workflow]: submission.workflow,
    [ATTRIBUTES.schedule]: schedule,
    ...(submission.given && { [ATTRIBUTES.runId]: submission.given.runId }),
  };
  const { traceparent, span } = beginEntry(SPANS.slot, { kind: SpanKind.INTERNAL, attributes }, undefined);
  const traced = { ...submission, traceparent };
  if (span === undefined) return submit(traced);
  try {
    return await submit(traced);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL';
    failSpan(span, code, error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    endSpan(span);
  }
}

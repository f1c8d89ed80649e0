import type { CallOptions } from './call-options.ts';
import { createKey } from './create-key.ts';
import type { Call } from './http-caller.ts';
import { nameOf } from './run-path.ts';
import type { SubmitOptions, TypedWorkflow } from './run-types.ts';
import { toQuery } from './to-query.ts';

/**
 * Returns the call that starts a run, and the options of the call. With `waitMs` the fleet waits so long for the end of the run before it
 * answers; 0: not at all.
 */
export function toSubmission(
  workflow: TypedWorkflow | string,
  input: unknown,
  { dedupeKey = createKey(), correlationId, ...options }: SubmitOptions & CallOptions,
  waitMs: number,
): [Call, CallOptions] {
  const { version, priority, tags, delay, timeout, ...callOptions } = options;
  const call: Call = {
    method: 'POST',
    path: `/v1/runs${waitMs > 0 ? toQuery({ wait: waitMs }) : ''}`,
    body: { workflow: nameOf(workflow), input, version, priority, tags, delay, timeout },
    headers: {
      'idempotency-key': dedupeKey,
      ...(correlationId !== undefined && { 'x-correlation-id': correlationId }),
    },
    shape: { runId: 'text', status: 'text' },
    waitMs,
  };
  return [call, callOptions];
}

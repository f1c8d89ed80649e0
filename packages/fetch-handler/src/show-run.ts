import type { RunView, StepView } from '@ag06/client';
import { type Call, json } from './call.ts';
import { loadOwnRun, type OwnRun } from './own-run.ts';
import { ProblemError } from './problem.ts';

const WAIT_MAX_MS = 30_000;
const ENDED: readonly RunView['status'][] = ['completed', 'failed', 'cancelled', 'timed_out'];

export const isEnded = ({ status }: Pick<RunView, 'status'>): boolean => ENDED.includes(status);

/** `GET /runs/ID?wait=20000`: the run, at once or when it has ended, at the latest after `wait` milliseconds (30,000). */
export async function showRun(call: Call, runId: string): Promise<Response> {
  const waitMs = readWait(call.request);
  const own = await loadOwnRun(call, runId);
  if (waitMs === 0 || isEnded(own.run)) return json(200, await toView(call, own));
  const late = AbortSignal.timeout(waitMs);
  const { signal } = call.request;
  await call.client.wait(runId, { signal: AbortSignal.any([signal, late]) }).catch((error: unknown) => {
    if (!late.aborted) throw error;
  });
  return json(200, await toView(call, await loadOwnRun(call, runId)));
}

function readWait({ url }: Request): number {
  const text = new URL(url).searchParams.get('wait') ?? '0';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), WAIT_MAX_MS);
  throw new ProblemError(422, 'QUERY_INVALID', `wait is a number of milliseconds up to ${WAIT_MAX_MS}.`);
}

/** No input, no tags, no steps but those that ask: what the fleet knows beyond that is nobody's business outside. */
async function toView({ client, options }: Call, { run, access }: OwnRun): Promise<object> {
  const { runId, workflow, status, createdAt, finishedAt, error } = run;
  const end = status === 'completed' ? await client.result(runId, options) : undefined;
  const asks = Object.entries(run.steps).flatMap(([step, view]) => toAsk(step, view, access.approvals));
  return {
    runId,
    workflow,
    status,
    createdAt,
    ...(finishedAt !== undefined && { finishedAt }),
    ...(end?.status === 'completed' && { output: end.output }),
    ...(error !== undefined && {
      error:
        access.showsMessages === true ? { code: error.code, message: error.message } : { code: error.code },
    }),
    ...(asks.length > 0 && { asks }),
  };
}

/** A question that the caller may answer. */
function toAsk(step: string, { waitsFor }: StepView, approvals: readonly string[] = []): readonly object[] {
  if (waitsFor?.reason !== 'approval' || !approvals.includes(step)) return [];
  const { choices, until } = waitsFor;
  return [{ step, choices, ...(until !== undefined && { until }) }];
}

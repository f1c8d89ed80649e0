import { type Call, json, readKey } from './call.ts';
import { insist, loadOwnRun } from './own-run.ts';
import { ProblemError } from './problem.ts';
import { readBody } from './read-body.ts';

/** `POST /runs/ID/cancel`, where the workflow allows it. */
export async function cancelRun(call: Call, runId: string): Promise<Response> {
  await readBody(call.request, call.bodyBytes);
  const { access } = await loadOwnRun(call, runId);
  insist(access.cancel, 'cancel runs of this workflow');
  const { status } = await call.client.cancel(runId, call.options);
  return json(200, { runId, status });
}

/** `POST /runs/ID/signals/NAME`: the body is the payload. */
export async function sendSignal(call: Call, runId: string, name: string): Promise<Response> {
  const payload = (await readBody(call.request, call.bodyBytes)) ?? null;
  const { access } = await loadOwnRun(call, runId);
  insist(access.signals?.includes(name), `send the signal ${name}`);
  await call.client.signal(runId, name, payload, toSteering(call));
  return json(202, { runId, signal: name });
}

/** `POST /runs/ID/approvals/STEP` with `{choice, comment?}` answers what the step asks. */
export async function answerApproval(call: Call, runId: string, step: string): Promise<Response> {
  const body = await readBody(call.request, call.bodyBytes);
  const { access } = await loadOwnRun(call, runId);
  insist(access.approvals?.includes(step), `answer the step ${step}`);
  const { choice } = await call.client.approvals.answer(
    `${runId}.${step}`,
    readChoice(body),
    toSteering(call),
  );
  return json(202, { runId, step, choice });
}

function readChoice(body: unknown): { readonly choice: string; readonly comment?: string } {
  const given = new Map(typeof body === 'object' && body !== null ? Object.entries(body) : []);
  const choice: unknown = given.get('choice');
  const comment: unknown = given.get('comment');
  if (typeof choice === 'string' && (comment === undefined || typeof comment === 'string'))
    return { choice, ...(comment !== undefined && { comment }) };
  throw new ProblemError(422, 'APPROVAL_INVALID', 'A body is {"choice": TEXT, "comment"?: TEXT}.');
}

function toSteering({ request, caller, options }: Call) {
  const key = readKey(request);
  return { ...options, by: caller.by, ...(key !== undefined && { key }) };
}

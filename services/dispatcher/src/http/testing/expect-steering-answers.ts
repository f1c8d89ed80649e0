import { type AskApi, NOBODY, START as start } from './ask.ts';
import { expectForkAnswers } from './expect-fork-answers.ts';

/** Pauses, resumes and terminates runs of the workflow `flow`, pauses what runs share, and forks runs. */
export async function expectSteeringAnswers(ask: AskApi): Promise<void> {
  const { runId: id } = await ask({ ...start, body: { workflow: 'flow' } }, 202);
  const { runId: later } = await ask({ ...start, body: { workflow: 'flow', delay: '1h' } }, 202);
  const post = (verb: string) => ({ path: `/v1/runs/{id}/${verb}`, method: 'post' }) as const;
  for (const verb of ['pause', 'pause', 'resume', 'resume'] as const)
    await ask({ ...post(verb), params: { id }, headers: { 'x-actor': 'ops' } }, 200);
  await ask({ ...post('pause'), params: { id: later } }, 409, 'RUN_NOT_STARTED');
  await ask({ ...post('resume'), params: { id: later } }, 200);
  await ask({ ...post('terminate'), params: { id } }, 202);
  await ask({ ...post('terminate'), params: { id } }, 200);
  for (const verb of ['pause', 'resume']) {
    await ask({ ...post(verb), params: { id } }, 409, 'RUN_ENDED');
  }
  for (const verb of ['pause', 'resume', 'terminate']) {
    await ask({ ...post(verb), params: NOBODY }, 404, 'RUN_UNKNOWN');
    await ask({ ...post(verb), params: { id }, query: '?x=1' }, 422, 'QUERY_INVALID');
    await ask(
      { ...post(verb), params: { id }, headers: { 'x-actor': 'x'.repeat(129) } },
      422,
      'ACTOR_INVALID',
    );
  }
  const { runId: timed } = await ask({ ...start, body: { workflow: 'flow', timeout: '1ms' } }, 202);
  await ask({ path: '/v1/runs/{id}/result', params: { id: timed }, query: '?wait=10s' }, 200);
  await ask({ ...post('terminate'), params: { id: timed } }, 409, 'RUN_ENDED');
  await expectRetryAnswers(ask, id, timed, later);
  await expectPauseAnswers(ask);
  await expectForkAnswers(ask);
}

/** Pauses and resumes the workflow `flow`, the agent `x.a` and the fleet. */
async function expectPauseAnswers(ask: AskApi): Promise<void> {
  for (const [path, params] of [
    ['/v1/workflows/{name}', { name: 'flow' }],
    ['/v1/agents/{name}', { name: 'x.a' }],
    ['/v1/fleet', {}],
  ] as const) {
    for (const verb of ['pause', 'pause', 'resume', 'resume']) {
      const post = { path: `${path}/${verb}`, method: 'post', params } as const;
      await ask({ ...post, headers: { 'x-actor': 'ops' } }, 200);
      await ask({ path: '/v1/pauses' }, 200);
      await ask({ ...post, query: '?x=1' }, 422, 'QUERY_INVALID');
      await ask({ ...post, headers: { 'x-actor': ' ' } }, 422, 'ACTOR_INVALID');
    }
  }
  for (const verb of ['pause', 'resume'] as const) {
    const params = { name: 'none' };
    await ask({ path: `/v1/workflows/{name}/${verb}`, method: 'post', params }, 404, 'WORKFLOW_UNKNOWN');
    await ask({ path: `/v1/agents/{name}/${verb}`, method: 'post', params }, 404, 'AGENT_UNKNOWN');
  }
  await ask({ path: '/v1/pauses', query: '?x=1' }, 422, 'QUERY_INVALID');
}

/** Retries a run that timed out, whose first step nobody serves, one that was cancelled, and one that is open. */
async function expectRetryAnswers(
  ask: AskApi,
  cancelled: string,
  timed: string,
  open: string,
): Promise<void> {
  const post = { path: '/v1/runs/{id}/retry', method: 'post', params: { id: timed } } as const;
  await ask({ ...post, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...post, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...post, body: 'x', headers: { 'content-type': 'text/plain' } }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  await ask({ ...post, body: { more: 1 } }, 422, 'RETRY_INVALID');
  await ask({ ...post, body: { steps: ['b'] } }, 422, 'STEP_NOT_RETRYABLE');
  await ask({ ...post, params: NOBODY }, 404, 'RUN_UNKNOWN');
  await ask({ ...post, params: { id: cancelled } }, 409, 'RUN_NOT_RETRYABLE');
  await ask({ ...post, headers: { 'idempotency-key': 'ö' } }, 422, 'KEY_INVALID');
  const keyed = { 'x-actor': 'ops', 'idempotency-key': 'once' };
  for (const _ of ['first', 'repeat']) await ask({ ...post, body: { steps: ['a'] }, headers: keyed }, 202);
  await ask({ ...post, params: { id: open } }, 409, 'RUN_NOT_RETRYABLE');
  await ask({ path: '/v1/runs/{id}', params: { id: timed } }, 200);
  await ask({ path: '/v1/runs/{id}/events', params: { id: timed } }, 200);
  const parent = { name: 'parent', steps: { child: { workflow: 'no-such', forEach: [1, 2] } } };
  await ask({ path: '/v1/workflows', method: 'post', body: parent }, 201);
  const { runId: id } = await ask({ ...start, body: { workflow: 'parent' } }, 202);
  await ask({ path: '/v1/runs/{id}/result', params: { id }, query: '?wait=10s' }, 200);
  await ask({ ...post, params: { id } }, 202);
  const tree = { path: '/v1/runs/{id}/tree', params: { id } } as const;
  await ask(tree, 200);
  await ask({ ...tree, query: '?depth=9' }, 422, 'QUERY_INVALID');
  await ask({ ...tree, params: NOBODY }, 404, 'RUN_UNKNOWN');
  await ask({ path: '/v1/runs', query: `?parent=${id}` }, 200);
}

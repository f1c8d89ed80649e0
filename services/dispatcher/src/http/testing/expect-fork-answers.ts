import { type AskApi, NOBODY, START as start } from './ask.ts';

/** Forks a run of the workflow `flow`, and says what may act in the fork. */
export async function expectForkAnswers(ask: AskApi): Promise<void> {
  const { runId: id } = await ask({ ...start, body: { workflow: 'flow' } }, 202);
  const fork = { path: '/v1/runs/{id}/fork', method: 'post', params: { id } } as const;
  const body = { from: 'a', effects: 'recorded' };
  const keyed = { ...fork, headers: { 'idempotency-key': 'fork-1' } };
  const { runId: forked } = await ask({ ...keyed, body }, 202);
  await ask({ ...keyed, body }, 200);
  await ask({ ...keyed, body: { ...body, effects: 'live' } }, 409, 'KEY_REUSED');
  await ask({ ...fork, body: { from: 2, effects: 'live', input: { n: 1 }, allow: [] } }, 202);
  await ask({ ...fork, params: NOBODY, body }, 404, 'RUN_UNKNOWN');
  await ask({ ...fork, body: { ...body, version: 'abc' } }, 404, 'VERSION_UNKNOWN');
  await ask({ ...fork, body: { ...body, from: 'none' } }, 422, 'FORK_FROM_UNKNOWN');
  await ask({ ...fork, body: { ...body, from: 999_999 } }, 422, 'FORK_FROM_UNKNOWN');
  for (const wrong of [
    {},
    { from: 'a' },
    { ...body, more: 1 },
    { ...body, from: 0 },
    { ...body, allow: ['A B'] },
  ])
    await ask({ ...fork, body: wrong }, 422, 'FORK_INVALID');
  await ask({ ...fork, body, headers: { 'idempotency-key': 'ö' } }, 422, 'KEY_INVALID');
  await ask({ path: '/v1/runs/{id}', params: { id: forked } }, 200);
  await ask({ path: '/v1/runs/{id}/explain', params: { id: forked } }, 200);
  await ask({ path: '/v1/runs/{id}/tree', params: { id: forked } }, 200);
  await ask({ path: '/v1/runs/{id}/events', params: { id: forked } }, 200);
  const allow = { path: '/v1/runs/{id}/allow', method: 'post', params: { id: forked } } as const;
  const names = { allow: ['x.a'] };
  for (const _ of ['first', 'repeat'])
    await ask({ ...allow, body: names, headers: { 'x-actor': 'ops' } }, 200);
  await ask({ ...allow, params: NOBODY, body: names }, 404, 'RUN_UNKNOWN');
  await ask({ ...allow, params: { id }, body: names }, 409, 'RUN_NOT_FORKED');
  await ask({ ...allow, body: { allow: [] } }, 422, 'ALLOW_INVALID');
  await ask({ ...allow, body: names, headers: { 'x-actor': ' ' } }, 422, 'ACTOR_INVALID');
  for (const post of [fork, allow]) {
    await ask({ ...post, body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...post, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
    await ask(
      { ...post, body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    );
    await ask({ ...post, query: '?x=1', body: names }, 422, 'QUERY_INVALID');
  }
  await ask({ path: '/v1/runs/{id}/cancel', method: 'post', params: { id: forked } }, 202);
  await ask({ ...allow, body: names }, 409, 'RUN_ENDED');
  await ask({ path: '/v1/runs/{id}', method: 'delete', params: { id: forked } }, 200);
  await ask({ ...keyed, body }, 410, 'KEY_RUN_DELETED');
}

import { type AskApi, NOBODY, START as start } from './ask.ts';

/** Pauses, resumes and terminates runs of the workflow `flow`. */
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
}

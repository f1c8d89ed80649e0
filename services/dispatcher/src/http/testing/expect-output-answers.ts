import { type AskApi, NOBODY, START as start } from './ask.ts';

/** Gives a step an output by a signal, and asks for it. */
export async function expectOutputAnswers(ask: AskApi): Promise<void> {
  const steps = { told: { signal: 'go' } };
  await ask({ path: '/v1/workflows', method: 'post', body: { name: 'told', steps } }, 201);
  const { runId: id } = await ask({ ...start, body: { workflow: 'told' } }, 202);
  const output = { path: '/v1/runs/{id}/steps/{step}/output', params: { id, step: 'told' } } as const;
  await ask(output, 404, 'OUTPUT_UNKNOWN');
  const signal = {
    path: '/v1/runs/{id}/signals/{name}',
    method: 'post',
    params: { id, name: 'go' },
  } as const;
  await ask({ ...signal, body: { payload: { n: 1 } } }, 202);
  await ask(output, 200);
  await ask({ ...output, query: '?item=0' }, 404, 'OUTPUT_UNKNOWN');
  await ask({ ...output, query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ ...output, params: { ...NOBODY, step: 'told' } }, 404, 'RUN_UNKNOWN');
}

import { type AskApi, NOBODY, START as start } from './ask.ts';
import { expectOutputAnswers } from './expect-output-answers.ts';

/** Looks back at a run of the workflow `flow`, and exports it; asks for the output of a step. */
export async function expectHistoryAnswers(ask: AskApi): Promise<void> {
  const { runId: id } = await ask({ ...start, body: { workflow: 'flow' } }, 202);
  const state = { path: '/v1/runs/{id}/state', params: { id } } as const;
  for (const query of ['', '?at=1', '?at=2100-01-01T00:00:00Z']) await ask({ ...state, query }, 200);
  await ask({ ...state, query: '?at=2000-01-01T00:00:00Z' }, 404, 'RUN_NOT_YET');
  for (const query of ['?at=0', '?at=soon', '?x=1']) await ask({ ...state, query }, 422, 'QUERY_INVALID');
  await ask({ ...state, params: NOBODY }, 404, 'RUN_UNKNOWN');
  const exported = { path: '/v1/runs/{id}/export', params: { id } } as const;
  await ask(exported, 200);
  await ask({ ...exported, params: NOBODY }, 404, 'RUN_UNKNOWN');
  await ask({ ...exported, query: '?x=1' }, 422, 'QUERY_INVALID');
  await expectOutputAnswers(ask);
}

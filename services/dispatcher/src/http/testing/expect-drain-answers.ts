import { type AskApi, NOBODY } from './ask.ts';

/** Every answer about workers that are to drain: `w-2` takes the word, `w-1` is of an older release. */
export async function expectDrainAnswers(ask: AskApi): Promise<void> {
  const drain = { path: '/v1/workers/{id}/drain', method: 'post' } as const;
  await ask({ ...drain, params: NOBODY }, 404, 'WORKER_UNKNOWN');
  await ask({ ...drain, params: { id: 'w-1' } }, 409, 'WORKER_NOT_DRAINABLE');
  for (const status of [202, 200]) await ask({ ...drain, params: { id: 'w-2' } }, status);
  await ask({ ...drain, params: { id: 'w-2' }, query: '?x=1' }, 422, 'QUERY_INVALID');
}

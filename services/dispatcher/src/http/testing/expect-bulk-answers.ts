import { until } from '@ag06/test-support';
import { type AskApi, NOBODY, START as start } from './ask.ts';

/** Every answer about bulks and about runs that are deleted; a workflow `flow` is known. */
export async function expectBulkAnswers(ask: AskApi): Promise<void> {
  const { runId: id } = await ask({ ...start, body: { workflow: 'flow', tags: ['bulk'] } }, 202);
  const explain = { path: '/v1/runs/{id}/explain', params: { id } };
  await ask(explain, 200);
  await ask({ ...explain, params: NOBODY }, 404, 'RUN_UNKNOWN');
  await ask({ ...explain, query: '?x=1' }, 422, 'QUERY_INVALID');
  const remove = { path: '/v1/runs/{id}', method: 'delete' } as const;
  await ask({ ...remove, params: { id } }, 409, 'RUN_OPEN');
  const held = await ask({ ...start, body: { workflow: 'flow', tags: ['legal-hold'] } }, 202);
  await ask({ ...remove, params: { id: held.runId ?? '' } }, 409, 'RUN_ON_HOLD');
  await ask({ ...remove, params: { id }, query: '?x=1' }, 422, 'QUERY_INVALID');
  const bulk = { path: '/v1/runs/bulk', method: 'post' } as const;
  const cancel = { filter: { tag: ['bulk'] }, action: 'cancel' };
  const headers = { 'idempotency-key': 'bulk' };
  const { bulkId = '' } = await ask({ ...bulk, body: cancel, headers }, 202);
  await ask({ ...bulk, body: cancel, headers }, 200);
  await ask({ ...bulk, body: { ...cancel, dryRun: true }, headers }, 409, 'KEY_REUSED');
  await ask({ ...bulk, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...bulk, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  const foreign = { 'content-type': 'text/plain' };
  await ask({ ...bulk, body: 'x', headers: foreign }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  for (const filter of [{}, { status: [] }, { all: true, workflow: 'flow' }, { colour: 'red' }])
    await ask({ ...bulk, body: { ...cancel, filter } }, 422, 'BULK_INVALID');
  await ask({ ...bulk, body: { ...cancel, action: 'undo' } }, 422, 'BULK_INVALID');
  const show = { path: '/v1/bulk/{id}', params: { id: bulkId } };
  await until(async () => (await ask(show, 200)).status === 'completed');
  for (const other of [show, { ...show, path: '/v1/bulk/{id}/stop', method: 'post' } as const]) {
    await ask(other, 200);
    await ask({ ...other, params: NOBODY }, 404, 'BULK_UNKNOWN');
    await ask({ ...other, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  await ask({ path: '/v1/bulk' }, 200);
  await ask({ path: '/v1/bulk', query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ ...remove, params: { id } }, 200);
  await ask({ ...remove, params: { id } }, 404, 'RUN_UNKNOWN');
}

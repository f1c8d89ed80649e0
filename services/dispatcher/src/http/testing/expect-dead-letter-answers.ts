import { type AskApi, NOBODY } from './ask.ts';

/** Every answer about dead letters: `redrivable` is a submission of a workflow that is known, `refused` one of none. */
export async function expectDeadLetterAnswers(
  ask: AskApi,
  letters: { readonly foreign: string; readonly redrivable: string; readonly refused: string },
): Promise<void> {
  const list = { path: '/v1/dead-letters' };
  const { next } = await ask({ ...list, query: '?limit=1' }, 200);
  await ask({ ...list, query: `?cursor=${next}` }, 200);
  const show = { path: '/v1/dead-letters/{id}' };
  const redrive = { path: '/v1/dead-letters/{id}/redrive', method: 'post' } as const;
  const remove = { ...show, method: 'delete' } as const;
  for (const about of [show, redrive, remove]) {
    await ask({ ...about, params: NOBODY }, 404, 'DEAD_LETTER_UNKNOWN');
    await ask({ ...about, params: { id: letters.foreign }, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  await ask({ ...show, params: { id: letters.foreign } }, 200);
  await ask({ ...redrive, params: { id: letters.foreign } }, 409, 'DEAD_LETTER_FINAL');
  await ask({ ...redrive, params: { id: letters.refused } }, 409, 'DEAD_LETTER_REFUSED');
  await ask({ ...redrive, params: { id: letters.redrivable } }, 200);
  const bulk = { path: '/v1/dead-letters/bulk', method: 'post' } as const;
  const body = { filter: { reason: 'NONE' }, action: 'delete' };
  const headers = { 'idempotency-key': 'letters' };
  await ask({ ...bulk, body, headers }, 202);
  await ask({ ...bulk, body, headers }, 200);
  await ask({ ...bulk, body: { ...body, dryRun: true }, headers }, 409, 'KEY_REUSED');
  await ask({ ...bulk, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...bulk, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...bulk, body: 'x', headers: { 'content-type': 'text/plain' } }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  await ask({ ...bulk, body: { ...body, filter: {} } }, 422, 'BULK_INVALID');
  await ask({ ...remove, params: { id: letters.foreign } }, 200);
}

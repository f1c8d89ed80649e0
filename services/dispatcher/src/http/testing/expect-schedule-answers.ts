import type { AskApi } from './ask.ts';

/** Puts, steers, backfills and deletes schedules of the workflow `flow`. */
export async function expectScheduleAnswers(ask: AskApi): Promise<void> {
  const ofName = (method: 'delete' | 'get' | 'put', name = 'hourly') =>
    ({ path: '/v1/schedules/{name}', method, params: { name } }) as const;
  const below = (verb: string, name = 'hourly') => ({
    path: `/v1/schedules/{name}/${verb}`,
    params: { name },
  });
  const post = (verb: string, name?: string) => ({ ...below(verb, name), method: 'post' }) as const;
  const put = ofName('put');
  const body = { workflow: 'flow', cron: '0 * * * *', zone: 'Europe/Berlin', jitter: '1m', overlap: 'queue' };
  await ask({ ...put, body: { ...body, dryRun: true } }, 200);
  await ask(ofName('get'), 404, 'SCHEDULE_UNKNOWN');
  await ask({ ...put, body }, 201);
  await ask({ ...put, body }, 200);
  await ask({ ...put, body: { ...body, create: true } }, 200);
  for (const dryRun of [true, false])
    await ask({ ...put, body: { ...body, cron: '@daily', create: true, dryRun } }, 409, 'SCHEDULE_EXISTS');
  await ask({ ...put, body: { ...body, cron: '0 0 31 2 *', dryRun: true } }, 422, 'SCHEDULE_INVALID');
  await ask({ ...put, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...put, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...put, body: { ...body, input: 'x'.repeat(66_000) } }, 413, 'INPUT_TOO_LARGE');
  await ask({ ...put, body: 'x', headers: { 'content-type': 'text/plain' } }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  await ask({ ...put, body: { ...body, workflow: 'no' } }, 404, 'WORKFLOW_UNKNOWN');
  await ask({ ...put, body: { ...body, version: 'no' } }, 404, 'VERSION_UNKNOWN');
  for (const wrong of [
    { cron: '0 0 31 2 *' },
    { cron: '* * * * * *' },
    { every: '1h' },
    { zone: 'No' },
    { x: 1 },
  ])
    await ask({ ...put, body: { ...body, ...wrong } }, 422, 'SCHEDULE_INVALID');
  await ask({ ...ofName('put', 'No'), body }, 422, 'SCHEDULE_INVALID');
  await ask({ ...put, query: '?x=1', body }, 422, 'QUERY_INVALID');

  const schedule = { every: '1d', input: null };
  const definition = { name: 'daily', schedule, steps: { a: { agent: 'x.a' } } };
  const push = { path: '/v1/workflows', method: 'post' } as const;
  await ask({ ...push, body: definition }, 201);
  await ask({ ...ofName('put', 'daily'), body }, 409, 'SCHEDULE_MANAGED');
  await ask({ ...ofName('put', 'daily'), body: { ...body, dryRun: true } }, 409, 'SCHEDULE_MANAGED');
  await ask({ ...ofName('delete', 'daily') }, 409, 'SCHEDULE_MANAGED');
  await ask({ ...push, body: { ...definition, name: 'hourly' } }, 409, 'SCHEDULE_TAKEN');

  await ask({ path: '/v1/schedules' }, 200);
  await ask({ path: '/v1/schedules', query: '?limit=0' }, 422, 'QUERY_INVALID');
  for (const path of ['', '/next', '/runs']) {
    const get = { path: `/v1/schedules/{name}${path}`, params: { name: 'hourly' } };
    await ask(get, 200);
    await ask({ ...get, params: { name: 'no' } }, 404, 'SCHEDULE_UNKNOWN');
    await ask({ ...get, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  for (const verb of ['pause', 'resume', 'trigger', 'backfill']) {
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z', dryRun: true };
    const steer = { ...post(verb), ...(verb === 'backfill' && { body: range }) };
    if (verb !== 'trigger') await ask(steer, 200);
    await ask({ ...steer, params: { name: 'no' } }, 404, 'SCHEDULE_UNKNOWN');
    await ask({ ...steer, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  const headers = { 'idempotency-key': 'now' };
  await ask({ ...post('trigger'), headers }, 202);
  await ask({ ...post('trigger'), headers }, 200);
  await ask({ ...post('trigger'), headers: { 'idempotency-key': ' ' } }, 422, 'KEY_INVALID');
  await ask(post('trigger', 'daily'), 202);
  await ask(post('trigger', 'daily'), 409, 'SCHEDULE_OVERLAP');

  const backfill = post('backfill');
  const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T02:00:00Z' };
  await ask({ ...backfill, body: range }, 200);
  await ask({ ...backfill, body: range }, 200);
  await ask({ ...backfill, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...backfill, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...backfill, body: { ...range, to: '2026-02-01T00:00:00Z' } }, 422, 'BACKFILL_TOO_LARGE');
  await ask({ ...backfill, body: { from: range.to, to: range.from } }, 422, 'BACKFILL_INVALID');
  await ask(ofName('delete'), 200);
  await ask(ofName('delete'), 404, 'SCHEDULE_UNKNOWN');
  await ask({ ...ofName('delete', 'daily'), query: '?x=1' }, 422, 'QUERY_INVALID');
}

import type { AskApi } from './ask.ts';

const STREAM = { stream: 'orders' };
const NONE = { stream: 'none' };
const WRONG = { stream: '-' };
const PLAIN = { body: 'x', headers: { 'content-type': 'text/plain' } };

/** Appends to a stream, reads and deletes it. */
export async function expectStreamAnswers(ask: AskApi): Promise<void> {
  const append = { path: '/v1/streams/{stream}/events', method: 'post', params: STREAM } as const;
  const body = { type: 'order.paid', data: { total: 7 }, id: 'p-1', correlationId: 'o-7' };
  await ask({ ...append, body }, 201);
  await ask({ ...append, body }, 200);
  await ask({ ...append, body: { events: [body, { type: 'order.sent' }] } }, 201);
  await ask({ ...append, body: { type: 'x', expect: 9 } }, 409, 'STREAM_CONFLICT');
  const headers = { 'idempotency-key': 'k-1' };
  await ask({ ...append, body, headers }, 200);
  await ask({ ...append, body: { type: 'x' }, headers }, 409, 'KEY_REUSED');
  await ask({ ...append, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...append, body: 'x'.repeat(2_200_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...append, body: { type: 'x', data: 'x'.repeat(1_100_000) } }, 413, 'EVENT_TOO_LARGE');
  await ask({ ...append, ...PLAIN }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  await ask({ ...append, body: {} }, 422, 'EVENTS_INVALID');
  await ask({ ...append, params: WRONG, body }, 422, 'STREAM_INVALID');

  const page = await ask({ path: '/v1/streams' }, 200);
  await ask({ path: '/v1/streams', query: '?limit=0' }, 422, 'QUERY_INVALID');
  if (page.items?.length !== 1) throw new Error('There is one stream.');
  const read = { path: '/v1/streams/{stream}/events', params: STREAM };
  await ask({ ...read, query: '?limit=1' }, 200);
  await ask({ ...read, query: '?incarnation=1' }, 409, 'STREAM_RENEWED');
  await ask({ ...read, query: '?after=9' }, 409, 'POSITION_AHEAD');
  const show = { path: '/v1/streams/{stream}', params: STREAM };
  await ask(show, 200);
  for (const get of [read, show, { ...show, method: 'delete' as const }]) {
    await ask({ ...get, params: NONE }, 404, 'STREAM_UNKNOWN');
    await ask({ ...get, params: WRONG }, 422, 'STREAM_INVALID');
    await ask({ ...get, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  await ask({ ...show, method: 'delete', query: '?incarnation=1' }, 409, 'STREAM_RENEWED');
  const feed = { path: '/v1/streams/{stream}/feed', params: STREAM };
  await ask({ ...feed, params: NONE }, 404, 'STREAM_UNKNOWN');
  await ask({ ...feed, query: '?after=9' }, 409, 'POSITION_AHEAD');
  await ask({ ...feed, query: '?after=1.1' }, 410, 'STREAM_DELETED');
  await ask({ ...feed, query: '?after=x' }, 422, 'FEED_POSITION_INVALID');
}

/** Reads as a group, holds and settles events, and deletes the stream in the end. */
export async function expectGroupAnswers(ask: AskApi): Promise<void> {
  const params = { ...STREAM, group: 'mailer' };
  const path = '/v1/streams/{stream}/groups/{group}';
  const post = (verb: string) => ({ path: `${path}/${verb}`, method: 'post', params }) as const;
  const { incarnation } = await ask({ ...post('read'), body: { consumer: 'c1' } }, 200);
  const held = { consumer: 'c1', positions: [1], incarnation };
  await ask({ ...post('extend'), body: { ...held, lease: '1m' } }, 200);
  const wrongKey = { 'idempotency-key': 'é' };
  await ask({ ...post('read'), body: { consumer: 'c1' }, headers: wrongKey }, 422, 'KEY_INVALID');
  await ask({ ...post('release'), body: { ...held, reason: 'no', maxDeliveries: 1 } }, 200);
  await ask({ ...post('ack'), body: { ...held, positions: [2] } }, 200);
  await ask({ path: `${path}/dead-letters`, params, query: '?limit=1' }, 200);
  await ask({ ...post('dead-letters/redrive'), body: { positions: [1] } }, 200);
  await ask({ ...post('dead-letters/discard'), body: { positions: [1] } }, 200);
  await ask({ ...post('reset'), body: { to: 'first' } }, 200);
  await ask({ path, params }, 200);
  await ask({ path: '/v1/streams/{stream}/groups', params: STREAM }, 200);
  await ask({ path: '/v1/streams/{stream}/groups', params: NONE }, 404, 'STREAM_UNKNOWN');
  await ask({ path: '/v1/streams/{stream}/groups', params: STREAM, query: '?x=1' }, 422, 'QUERY_INVALID');

  for (const verb of ['ack', 'extend', 'release']) {
    const body = verb === 'extend' ? { ...held, lease: '1m' } : held;
    await ask({ ...post(verb), params: { ...NONE, group: 'g' }, body }, 404, 'GROUP_UNKNOWN');
    await ask({ ...post(verb), body: { ...body, incarnation: 1 } }, 409, 'STREAM_RENEWED');
  }
  const unknown = { ...STREAM, group: 'none' };
  for (const verb of ['dead-letters/redrive', 'dead-letters/discard'])
    await ask({ ...post(verb), params: unknown, body: { positions: [1] } }, 404, 'GROUP_UNKNOWN');
  for (const verb of ['read', 'reset']) {
    const body = verb === 'read' ? { consumer: 'c1' } : { to: 'first' };
    await ask({ ...post(verb), params: { ...NONE, group: 'g' }, body }, 404, 'STREAM_UNKNOWN');
  }
  await ask({ ...post('read'), body: { consumer: 'c1', incarnation: 1 } }, 409, 'STREAM_RENEWED');
  for (const verb of [
    'read',
    'ack',
    'extend',
    'release',
    'reset',
    'dead-letters/redrive',
    'dead-letters/discard',
  ]) {
    await ask({ ...post(verb), body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...post(verb), body: 'x'.repeat(66_000) }, 413, 'BODY_TOO_LARGE');
    await ask({ ...post(verb), ...PLAIN }, 415, 'MEDIA_TYPE_UNSUPPORTED');
    await ask({ ...post(verb), body: { more: 1 } }, 422, 'GROUP_INVALID');
  }
  for (const get of [
    { path, params },
    { path, params, method: 'delete' as const },
    { path: `${path}/dead-letters`, params },
  ]) {
    await ask({ ...get, params: unknown }, 404, 'GROUP_UNKNOWN');
    await ask({ ...get, query: '?x=1' }, 422, 'QUERY_INVALID');
  }
  // The stream takes as many groups as it may have.
  for (let i = 1; i < 100; i++)
    await ask({ ...post('read'), params: { ...STREAM, group: `g${i}` }, body: { consumer: 'c' } }, 200);
  for (const verb of ['read', 'reset']) {
    const body = verb === 'read' ? { consumer: 'c1' } : { to: 'first' };
    await ask({ ...post(verb), params: unknown, body }, 409, 'GROUPS_TOO_MANY');
  }
  await ask({ path, params, method: 'delete' }, 200);

  const timeline = { path: '/v1/correlations/{correlation}', params: { correlation: 'o-7' } };
  await ask(timeline, 200);
  await ask({ ...timeline, query: '?cursor=x' }, 422, 'CURSOR_INVALID');
  await ask({ path: '/v1/streams/{stream}', params: STREAM, method: 'delete' }, 200);
}

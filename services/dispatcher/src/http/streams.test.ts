import { describe, expect, it } from '@jest/globals';
import { useStreamApis } from './testing/stream-api.ts';

const AT = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

const createApi = useStreamApis();

describe('POST /v1/streams/{name}/events', () => {
  it('appends one event or a batch, and tells the positions', async () => {
    const { append, ask } = await createApi();
    expect(await append({ type: 'order.paid', data: { total: 7 } })).toEqual({
      status: 201,
      body: { events: [{ position: 1, at: AT, duplicate: false }], last: 1, incarnation: expect.any(Number) },
    });
    const batch = await append({ events: [{ type: 'order.sent' }, { type: 'order.closed', data: [1] }] });
    expect(batch.body).toMatchObject({ events: [{ position: 2 }, { position: 3 }], last: 3 });
    const { body } = await ask('GET', '/v1/streams/orders/events');
    expect(body.events.map(({ type, data }: { type: string; data: unknown }) => [type, data])).toEqual([
      ['order.paid', { total: 7 }],
      ['order.sent', null],
      ['order.closed', [1]],
    ]);
  });

  it('answers a duplicate with 200 and the first position, also where the id of the request differs', async () => {
    const { append } = await createApi();
    await append({ type: 'a', id: 'one' });
    const repeated = await append({ type: 'b', data: 1, id: 'one' });
    expect(repeated).toMatchObject({ status: 200, body: { events: [{ position: 1, duplicate: true }] } });
    expect((await append({ type: 'c', data: 1 })).status).toBe(201);
    expect(await append({ type: 'c', data: 1 })).toMatchObject({ status: 200, body: { last: 2 } });
    expect((await append({ type: 'c', data: 1, correlationId: 'o-7' })).status).toBe(201);
    expect((await append({ type: 'c', data: 1 }, { 'x-correlation-id': 'o-7' })).status).toBe(200);
  });

  it('takes the correlation id and the trace of the caller, and makes none up', async () => {
    const { append, ask } = await createApi();
    await append({ type: 'a' });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-00`;
    await append({ type: 'b' }, { 'x-correlation-id': 'o-7', traceparent });
    const { events } = (await ask('GET', '/v1/streams/orders/events')).body;
    expect(events[0]).toEqual({ position: 1, at: AT, type: 'a', data: null });
    expect(events[1]).toMatchObject({ correlationId: 'o-7', traceId });
  });

  it('refuses an append that expects another position, and tells the last one', async () => {
    const { append } = await createApi();
    expect((await append({ type: 'a', expect: 0 })).status).toBe(201);
    expect((await append({ type: 'b', expect: 1 })).status).toBe(201);
    expect(await append({ type: 'c', expect: 1 })).toMatchObject({
      status: 409,
      body: { code: 'STREAM_CONFLICT', errors: [{ path: 'expect', expected: '2', got: '1' }] },
    });
  });

  it('gives the same request with the same key the same answer, even if it expected another position', async () => {
    const { append } = await createApi();
    const key = { 'idempotency-key': 'k' };
    const first = await append({ type: 'a', expect: 0 }, key);
    expect(await append({ type: 'a', expect: 0 }, key)).toEqual(first);
    expect(await append({ type: 'b', expect: 0 }, key)).toMatchObject({ status: 409 });
  });

  it.each<[string, object, string]>([
    ['an unknown field', { type: 'a', more: 1 }, 'more'],
    ['a type with a space', { type: 'a b' }, 'type'],
    ['no type', {}, 'type'],
    ['no event', { events: [] }, 'events'],
    ['too many events', { events: Array.from({ length: 1_001 }, () => ({ type: 'a' })) }, 'events'],
    ['an empty id', { events: [{ type: 'a' }, { type: 'a', id: '' }] }, 'events.1.id'],
    ['a position below 0', { type: 'a', expect: -1 }, 'expect'],
  ])('refuses %s with its path', async (_, body, path) => {
    expect(await (await createApi()).append(body)).toMatchObject({
      status: 422,
      body: { code: 'EVENTS_INVALID', errors: [{ path }] },
    });
  });

  it('refuses an event that is too large with its size and the limit, and appends nothing', async () => {
    const { append, ask } = await createApi();
    const large = { type: 'a', data: 'x'.repeat(1_000_001) };
    const { status, body } = await append({ events: [{ type: 'b' }, large] });
    expect({ status, code: body.code, path: body.errors[0].path }).toEqual({
      status: 413,
      code: 'EVENT_TOO_LARGE',
      path: 'events.1.data',
    });
    expect(body.detail).toMatch(/1000003 bytes.*1000000/);
    expect((await ask('GET', '/v1/streams/orders')).status).toBe(404);
  });
});

describe('GET /v1/streams', () => {
  it('lists streams by name and page, and shows one with its types', async () => {
    const { ask, append } = await createApi();
    await append({ events: [{ type: 'b' }, { type: 'a', data: 1 }, { type: 'a', data: 2 }] });
    await ask('POST', '/v1/streams/audit/events', { type: 'x' });
    const { body } = await ask('GET', '/v1/streams?limit=1');
    expect(body).toMatchObject({ items: [{ name: 'audit', count: 1 }], next: 'audit' });
    expect((await ask('GET', '/v1/streams?limit=1&cursor=audit')).body).toEqual({
      items: [expect.objectContaining({ name: 'orders', count: 3, last: { position: 3, at: AT } })],
    });
    expect((await ask('GET', '/v1/streams/orders')).body).toMatchObject({
      types: [
        { type: 'a', count: 2 },
        { type: 'b', count: 1 },
      ],
      otherTypes: 0,
    });
  });

  it('reads events by page, type and correlation id, and refuses the pages of a deleted stream', async () => {
    const { ask, append } = await createApi();
    const { incarnation } = (
      await append({
        events: [{ type: 'a' }, { type: 'b', correlationId: 'o-7' }, { type: 'a', correlationId: 'o-7' }],
      })
    ).body;
    const positionsOf = async (query: string) => {
      const { body } = await ask('GET', `/v1/streams/orders/events${query}`);
      return [body.events.map(({ position }: { position: number }) => position), body.next];
    };
    expect(await positionsOf('?limit=2')).toEqual([[1, 2], 2]);
    expect(await positionsOf('?after=2')).toEqual([[3], undefined]);
    expect(await positionsOf('?type=a')).toEqual([[1, 3], undefined]);
    expect(await positionsOf('?type=a&correlationId=o-7')).toEqual([[3], undefined]);
    expect(await positionsOf('?to=2020-01-01T00:00:00Z')).toEqual([[], undefined]);
    expect((await ask('DELETE', '/v1/streams/orders')).body).toEqual({ name: 'orders', deleted: true });
    expect((await ask('GET', '/v1/streams/orders/events')).body.code).toBe('STREAM_UNKNOWN');
    expect((await ask('DELETE', '/v1/streams/orders')).status).toBe(404);
    await append({ type: 'c' });
    expect(await ask('GET', `/v1/streams/orders/events?after=1&incarnation=${incarnation}`)).toMatchObject({
      status: 409,
      body: { code: 'STREAM_RENEWED' },
    });
  });

  it('refuses names that no stream has', async () => {
    const { ask } = await createApi();
    for (const name of ['-a', 'a%20b', 'x'.repeat(129)]) {
      const { status, body } = await ask('GET', `/v1/streams/${name}`);
      expect([status, body.code]).toEqual([422, 'STREAM_INVALID']);
    }
  });
});

describe('a group', () => {
  const GROUP = '/v1/streams/orders/groups/mailer';
  const toHeld = (incarnation: number, positions: readonly number[]) => ({
    consumer: 'c1',
    positions,
    incarnation,
  });

  it('delivers, acknowledges, and shows its lag', async () => {
    const { ask, append } = await createApi();
    await append({ events: [{ type: 'a' }, { type: 'b' }, { type: 'c' }] });
    const read = await ask('POST', `${GROUP}/read`, { consumer: 'c1', limit: 2 });
    expect(read).toMatchObject({
      status: 200,
      body: { deliveries: [{ position: 1, delivery: 1 }, { position: 2 }], leaseUntil: AT },
    });
    const held = (positions: readonly number[]) => toHeld(read.body.incarnation, positions);
    expect(await ask('POST', `${GROUP}/ack`, held([1, 3]))).toEqual({ status: 200, body: { refused: [3] } });
    expect((await ask('POST', `${GROUP}/extend`, { ...held([2]), lease: '1m' })).body).toEqual({
      refused: [],
    });
    expect((await ask('GET', GROUP)).body).toMatchObject({ position: 1, delivered: 2, lag: 2, pending: 1 });
    expect((await ask('GET', '/v1/streams/orders/groups')).body.items).toHaveLength(1);
    expect((await ask('DELETE', GROUP)).body).toEqual({ stream: 'orders', group: 'mailer', deleted: true });
    expect((await ask('GET', GROUP)).body.code).toBe('GROUP_UNKNOWN');
  });

  it('sets aside what is given back too often, and redrives or discards it', async () => {
    const { ask, append } = await createApi();
    await append({ events: [{ type: 'a' }, { type: 'b' }] });
    const { body } = await ask('POST', `${GROUP}/read`, { consumer: 'c1' });
    const held = toHeld(body.incarnation, [1, 2]);
    await ask('POST', `${GROUP}/release`, { ...held, reason: 'No address.', maxDeliveries: 1 });
    const letters = await ask('GET', `${GROUP}/dead-letters`);
    expect(letters.body.items).toMatchObject([
      { position: 1, deliveries: 1, consumer: 'c1', reason: 'No address.', event: { type: 'a' } },
      { position: 2 },
    ]);
    expect((await ask('GET', `${GROUP}/dead-letters?limit=1`)).body.next).toBe(1);
    const move = (verb: string, positions: readonly number[]) =>
      ask('POST', `${GROUP}/dead-letters/${verb}`, { positions });
    expect((await move('redrive', [1, 7])).body).toEqual({ positions: [1] });
    expect((await move('discard', [2])).body).toEqual({ positions: [2] });
    expect((await move('discard', [2])).body).toEqual({ positions: [] });
    const again = await ask('POST', `${GROUP}/read`, { consumer: 'c2' });
    expect(again.body.deliveries).toMatchObject([{ position: 1, delivery: 1 }]);
  });

  it('is reset to a position, a time or an end, and begins where its first read says', async () => {
    const { ask, append } = await createApi();
    await append({ events: [{ type: 'a' }, { type: 'b' }, { type: 'c' }] });
    await ask('POST', `${GROUP}/read`, { consumer: 'c1', start: 'last' });
    expect((await ask('GET', GROUP)).body).toMatchObject({ position: 3, lag: 0 });
    const reset = (body: object) => ask('POST', `${GROUP}/reset`, body);
    expect((await reset({ after: 1 })).body).toMatchObject({ position: 1, lag: 2 });
    expect((await reset({ to: 'last' })).body).toMatchObject({ lag: 0 });
    expect((await reset({ to: 'first' })).body).toMatchObject({ position: 0, lag: 3 });
    expect((await reset({ time: '2020-01-01T00:00:00Z' })).body).toMatchObject({ lag: 3 });
    for (const body of [{}, { after: 1, to: 'last' }, { to: 'x' }])
      expect(await reset(body)).toMatchObject({ status: 422, body: { code: 'GROUP_INVALID' } });
  });

  it('waits for an event if there is none', async () => {
    const { ask, append } = await createApi();
    await append({ type: 'a' });
    await ask('POST', `${GROUP}/read`, { consumer: 'c1' });
    const waiting = ask('POST', `${GROUP}/read`, { consumer: 'c1', wait: '30s' });
    await append({ type: 'b' });
    expect((await waiting).body.deliveries).toMatchObject([{ type: 'b' }]);
  });

  it.each([
    { consumer: 'no name' },
    { consumer: 'c', lease: '13h' },
    { consumer: 'c', lease: 0 },
    { consumer: 'c', wait: '31s' },
    { consumer: 'c', limit: 501 },
  ])('refuses a read with %j', async (body) => {
    const { ask, append } = await createApi();
    await append({ type: 'a' });
    expect(await ask('POST', `${GROUP}/read`, body)).toMatchObject({
      status: 422,
      body: { code: 'GROUP_INVALID' },
    });
  });

  it('is unknown with its stream, and ends with it', async () => {
    const { ask, append } = await createApi();
    expect((await ask('POST', `${GROUP}/read`, { consumer: 'c1' })).body.code).toBe('STREAM_UNKNOWN');
    expect((await ask('POST', `${GROUP}/ack`, toHeld(1, [1]))).body.code).toBe('GROUP_UNKNOWN');
    await append({ type: 'a' });
    const { body } = await ask('POST', `${GROUP}/read`, { consumer: 'c1' });
    await ask('DELETE', '/v1/streams/orders');
    await append({ type: 'b' });
    await ask('POST', `${GROUP}/read`, { consumer: 'c1' });
    const answer = await ask('POST', `${GROUP}/ack`, toHeld(body.incarnation, [1]));
    expect(answer).toMatchObject({ status: 409, body: { code: 'STREAM_RENEWED' } });
  });
});

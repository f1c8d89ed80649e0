import { describe, expect, it } from '@jest/globals';
import { useStreamApis } from './testing/stream-api.ts';

const createApi = useStreamApis();

describe('POST /v1/streams/{name}/events with an Idempotency-Key', () => {
  it('answers a request with the same key alike, and refuses another one of that key', async () => {
    const { append } = await createApi();
    const key = { 'idempotency-key': 'k-1' };
    const first = await append({ type: 'a', data: 1, expect: 0 }, key);
    for (let n = 0; n < 3; n++) await append({ type: 'b', data: n });
    expect(await append({ type: 'a', data: 1, expect: 0 }, key)).toEqual(first);
    expect(await append({ type: 'a', data: 2, expect: 0 }, key)).toMatchObject({
      status: 409,
      body: { code: 'KEY_REUSED' },
    });
  });
});

describe('a place that a stream does not have', () => {
  it('is refused with where the stream ends, or that it was deleted, instead of waiting there', async () => {
    const { append, ask } = await createApi();
    const { incarnation } = (await append({ type: 'a' })).body;
    const ahead = {
      status: 409,
      body: { code: 'POSITION_AHEAD', errors: [{ expected: 'at most 1', got: '2' }] },
    };
    expect(await ask('GET', '/v1/streams/orders/events?after=2')).toMatchObject(ahead);
    expect(await ask('GET', '/v1/streams/orders/feed?after=2')).toMatchObject(ahead);
    expect(await ask('GET', '/v1/streams/orders/events?after=1')).toMatchObject({ status: 200 });
    const place = { 'last-event-id': `1.${incarnation}` };
    await ask('DELETE', '/v1/streams/orders', {});
    const deleted = { status: 410, body: { code: 'STREAM_DELETED' } };
    expect(await ask('GET', '/v1/streams/orders/feed', undefined, place)).toMatchObject(deleted);
    await append({ type: 'a' });
    expect(await ask('GET', '/v1/streams/orders/feed', undefined, place)).toMatchObject(deleted);
  });
});

describe('POST /v1/streams/{name}/groups/{group}/read', () => {
  it('gives the same events to a repeat with the same key, and other ones to another read', async () => {
    const { append, ask } = await createApi();
    await append({ events: [{ type: 'a' }, { type: 'b' }] });
    const read = async (key: string) => {
      const body = { consumer: 'c1', limit: 1, maxDeliveries: 1 };
      const path = '/v1/streams/orders/groups/g/read';
      return (await ask('POST', path, body, { 'idempotency-key': key })).body.deliveries;
    };
    const first = await read('k-1');
    expect(first).toMatchObject([{ position: 1, delivery: 1 }]);
    expect(await read('k-1')).toEqual(first);
    expect(await read('k-2')).toMatchObject([{ position: 2, delivery: 1 }]);
  });
});

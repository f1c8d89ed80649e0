import { describe, expect, it } from '@jest/globals';
import { HttpCaller } from '../http-caller.ts';
import { Streams } from './streams.ts';

/** An API of one stream, begun with this incarnation. `onDelete` sees each deletion, and may lose its answer. */
function createApi(onDelete: (deletions: number) => 'answered' | 'lost' = () => 'answered') {
  const state = { incarnation: 1 as number | undefined, isBroken: false, deletions: [] as string[] };
  const answer = (status: number, body: object) =>
    new Response(JSON.stringify(status === 200 ? body : { status, detail: 'no', ...body }), {
      status,
      headers: { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' },
    });
  const send = async (url: string, method: string): Promise<Response> => {
    if (state.incarnation === undefined) return answer(404, { code: 'STREAM_UNKNOWN' });
    if (method === 'GET')
      return state.isBroken
        ? answer(500, { code: 'STORE_RECORD_INVALID' })
        : answer(200, { name: 's', incarnation: state.incarnation });
    const wanted = new URL(url).searchParams.get('incarnation');
    state.deletions.push(wanted ?? 'any');
    if (wanted !== null && wanted !== String(state.incarnation))
      return answer(409, { code: 'STREAM_RENEWED' });
    state.incarnation = undefined;
    if (onDelete(state.deletions.length) === 'lost') throw new TypeError('socket hang up');
    return answer(200, { name: 's', deleted: true });
  };
  const caller = new HttpCaller({
    url: 'http://127.0.0.1:1',
    fetch: (url, init) => send(String(url), init?.method ?? 'GET'),
  });
  return { state, streams: new Streams(caller) };
}

describe('the deletion of a stream by the client', () => {
  it('does not delete the stream that was begun between a lost answer and the repeat', async () => {
    const { state, streams } = createApi(() => {
      state.incarnation = 2;
      return 'lost';
    });
    expect(await streams.delete('s')).toEqual({ name: 's', deleted: true });
    expect(state).toMatchObject({ incarnation: 2, deletions: ['1', '1'] });
  });

  it('succeeds where the answer was lost and nothing was begun since', async () => {
    const { state, streams } = createApi((deletions) => (deletions === 1 ? 'lost' : 'answered'));
    expect(await streams.delete('s')).toEqual({ name: 's', deleted: true });
    expect(state).toMatchObject({ incarnation: undefined, deletions: ['1'] });
    await expect(streams.delete('s')).rejects.toMatchObject({ code: 'STREAM_UNKNOWN' });
  });

  it('refuses another incarnation than the given one', async () => {
    const { state, streams } = createApi();
    await expect(streams.delete('s', { incarnation: 7 })).rejects.toMatchObject({ code: 'STREAM_RENEWED' });
    expect(state).toMatchObject({ incarnation: 1, deletions: ['7'] });
    expect(await streams.delete('s', { incarnation: 1 })).toEqual({ name: 's', deleted: true });
  });

  it('deletes a stream whose head is broken, in a single try', async () => {
    const { state, streams } = createApi(() => 'lost');
    state.isBroken = true;
    await expect(streams.delete('s')).rejects.toMatchObject({ code: 'DISPATCHER_UNREACHABLE' });
    expect(state.deletions).toEqual(['any']);
  });
});

describe('a read of a group by the client', () => {
  it('is repeated under one key where its answer was lost, and another read has another key', async () => {
    const keys: (string | null)[] = [];
    const caller = new HttpCaller({
      url: 'http://127.0.0.1:1',
      fetch: async (_url, init) => {
        keys.push(new Headers(init?.headers).get('idempotency-key'));
        if (keys.length === 1) throw new TypeError('socket hang up');
        return Response.json({ deliveries: [], leaseUntil: '', incarnation: 1 });
      },
    });
    const group = new Streams(caller).group('s', 'g');
    for (let n = 0; n < 2; n++) await group.read({ consumer: 'c' });
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe('the feed of a stream by the client', () => {
  it('is over where the stream was deleted while nobody followed it', async () => {
    const problem = { status: 410, code: 'STREAM_DELETED', detail: 'gone' };
    const caller = new HttpCaller({
      url: 'http://127.0.0.1:1',
      fetch: async () =>
        Response.json(problem, { status: 410, headers: { 'content-type': 'application/problem+json' } }),
    });
    const seen = [];
    for await (const event of new Streams(caller).feed('s', {}, { after: '7.1' })) seen.push(event);
    expect(seen).toEqual([]);
  });
});

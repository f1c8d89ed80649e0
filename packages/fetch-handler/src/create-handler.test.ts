import { Client } from '@ag06/client';
import { describe, expect, test } from '@jest/globals';
import { createHandler } from './create-handler.ts';
import { BASE, type Body, expectProblem } from './testing/shop-caller.ts';
import { shopOptions, traces } from './testing/shop-fleet.ts';
import { useShop } from './testing/use-shop.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

const shop = useShop();
const { send, get, post, start } = shop;

describe('a run of a caller', () => {
  test('starts with the attributes of the caller, whatever the input says, and is read until its output', async () => {
    const runId = await start('order', { item: 'tea', account: 'mallory' });
    const response = await get(`/runs/${runId}?wait=30000`);
    expect(await response.json()).toEqual({
      runId,
      workflow: 'order',
      status: 'completed',
      createdAt: expect.any(String),
      finishedAt: expect.any(String),
      output: { item: 'tea', account: 'ann', cents: 250 },
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await shop.fleet.client.get(runId)).toMatchObject({
      attributes: { account: 'ann' },
      tags: ['for:ann'],
    });
  });

  test('joins the trace of its request', async () => {
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    const runId = await start('order', { item: 'tea' }, 'ann', { traceparent });
    await shop.fleet.client.wait(runId);
    expect(await shop.fleet.client.get(runId)).toMatchObject({ traceId: TRACE });
    expect(traces.filter((trace) => trace?.includes(TRACE))).toHaveLength(1);
  });

  test('is one run for each Idempotency-Key of a tenant', async () => {
    const key = { 'idempotency-key': 'order 7' };
    const first = await start('order', { item: 'tea' }, 'ann', key);
    expect(await start('order', { item: 'tea' }, 'ann', key)).toBe(first);
    expect(await start('order', { item: 'tea' }, 'bob', key)).not.toBe(first);
    await expectProblem(
      post('/runs', { workflow: 'order', input: { item: 'x' } }, 'ann', {
        'idempotency-key': 'x'.repeat(129),
      }),
      422,
      'KEY_INVALID',
    );
  });

  test('does not exist for other tenants, nor does one that nobody started here', async () => {
    const runId = await start('refund', {});
    const { runId: secret } = await shop.fleet.client.submit('secret', {});
    for (const path of [`/runs/${runId}`, `/runs/${runId}/events`])
      await expectProblem(get(path, 'bob'), 404, 'RUN_UNKNOWN');
    await expectProblem(post(`/runs/${runId}/cancel`, {}, 'bob'), 404, 'RUN_UNKNOWN');
    await expectProblem(post(`/runs/${runId}/signals/paid`, {}, 'bob'), 404, 'RUN_UNKNOWN');
    await expectProblem(post(`/runs/${runId}/approvals/ask`, { choice: 'pay' }, 'bob'), 404, 'RUN_UNKNOWN');
    await expectProblem(get(`/runs/${secret}`), 404, 'RUN_UNKNOWN');
    await expectProblem(get('/runs/r0-000000000aaaaaaaaaaaa'), 404, 'RUN_UNKNOWN');
    await expectProblem(get('/runs/x'), 404, 'RUN_UNKNOWN');
  });

  test('tells the code of its failure, and not the message that a handler wrote', async () => {
    const runId = await start('order', { item: 'poison' });
    const view = (await (await get(`/runs/${runId}?wait=30000`)).json()) as Body;
    expect(view).toMatchObject({ status: 'failed', error: { code: 'ITEM_UNKNOWN' } });
    expect(JSON.stringify(view)).not.toContain('db-7');
  });

  test('asks, is answered, takes a signal and ends', async () => {
    const runId = await start('refund', {});
    const asking = (await (await get(`/runs/${runId}`)).json()) as Body;
    expect(asking).toMatchObject({ asks: [{ step: 'ask', choices: ['pay', 'keep'] }] });
    await expectProblem(post(`/runs/${runId}/approvals/ask`, { choice: 'perhaps' }), 422, 'APPROVAL_INVALID');
    await expectProblem(post(`/runs/${runId}/approvals/ask`, { answer: 'pay' }), 422, 'APPROVAL_INVALID');
    expect((await post(`/runs/${runId}/approvals/ask`, { choice: 'pay', comment: 'fine' })).status).toBe(202);
    await expectProblem(post(`/runs/${runId}/approvals/ask`, { choice: 'keep' }), 409, 'APPROVAL_ANSWERED');
    expect((await post(`/runs/${runId}/signals/paid`, { cents: 5 })).status).toBe(202);
    const ended = (await (await get(`/runs/${runId}?wait=30000`)).json()) as Body;
    expect(ended).toMatchObject({
      status: 'completed',
      output: { ask: { choice: 'pay', comment: 'fine', by: 'ann-web' }, paid: { cents: 5 } },
    });
  });

  test('is cancelled where the workflow allows it', async () => {
    const runId = await start('refund', {});
    expect(await (await post(`/runs/${runId}/cancel`, '')).json()).toEqual({ runId, status: 'cancelled' });
    const order = await start('order', { item: 'tea' });
    await expectProblem(post(`/runs/${order}/cancel`, {}), 403, 'ACTION_NOT_ALLOWED');
  });
});

describe('a request is refused', () => {
  test('without a caller, or as authorize answers', async () => {
    await expectProblem(send('/runs/r0-000000000aaaaaaaaaaaa'), 401, 'CALLER_UNKNOWN');
    expect((await get('/runs/x', 'banned')).status).toBe(403);
  });

  test.each([
    ['GET', '/runs', 405],
    ['DELETE', '/runs/r0-000000000aaaaaaaaaaaa', 405],
    ['GET', '', 404],
    ['GET', '/v1/runs', 404],
    ['GET', '/workflows', 404],
    ['POST', '/runs/batch', 405],
    ['GET', '/runs/x/steps/a', 404],
    ['POST', '/runs/x/retry', 404],
    ['GET', '/runs/..%2F..%2Fhealth', 404],
  ])('%s %s: the rest of the fleet is not reachable (%i)', async (method, path, status) => {
    const answer = send(path, { method, headers: { 'x-account': 'ann' } });
    await expectProblem(answer, status, status === 405 ? 'METHOD_NOT_ALLOWED' : 'ROUTE_UNKNOWN');
  });

  test('at a path that only begins like the place where the handler is mounted', async () => {
    const request = new Request(`http://shop.example${BASE}x/runs/a`, { headers: { 'x-account': 'ann' } });
    await expectProblem(shop.createHandler()(request), 404, 'ROUTE_UNKNOWN');
  });

  test('for a workflow that is not allowed, and for what a workflow does not allow', async () => {
    await expectProblem(post('/runs', { workflow: 'secret' }), 404, 'WORKFLOW_UNKNOWN');
    await expectProblem(post('/runs', { workflow: 'constructor' }), 404, 'WORKFLOW_UNKNOWN');
    const runId = await start('refund', {});
    await expectProblem(post(`/runs/${runId}/signals/other`, {}), 403, 'ACTION_NOT_ALLOWED');
    await expectProblem(post(`/runs/${runId}/approvals/paid`, { choice: 'pay' }), 403, 'ACTION_NOT_ALLOWED');
  });

  test('for an input that a schema here, or the fleet, does not take', async () => {
    const problem = await expectProblem(
      post('/runs', { workflow: 'order', input: { item: '' } }),
      422,
      'INPUT_INVALID',
    );
    expect(problem.errors).toEqual([
      { path: 'input.item', expected: expect.any(String), got: 'something else' },
    ]);
    await expectProblem(
      post('/runs', { workflow: 'order', input: { item: 'a' } }, 'plain'),
      422,
      'INPUT_INVALID',
    );
    await expectProblem(post('/runs', { workflow: 'refund', input: [] }), 422, 'INPUT_INVALID');
  });

  test('for a body that is none', async () => {
    await expectProblem(post('/runs', '{'), 400, 'BODY_MALFORMED');
    await expectProblem(post('/runs', { workflow: 'order', tags: ['for:bob'] }), 422, 'SUBMISSION_INVALID');
    await expectProblem(post('/runs', '"order"'), 422, 'SUBMISSION_INVALID');
    await expectProblem(post('/runs', ''), 422, 'SUBMISSION_INVALID');
    await expectProblem(post('/runs', `"${'x'.repeat(70_000)}"`), 413, 'BODY_TOO_LARGE');
    await expectProblem(post('/runs', '['.repeat(65)), 422, 'BODY_TOO_DEEP');
    const type = { 'content-type': 'text/plain' };
    await expectProblem(post('/runs', '{}', 'ann', type), 415, 'MEDIA_TYPE_UNSUPPORTED');
  });

  test('for a text that never ends, without looking at it more than once', async () => {
    const patient = shop.createHandler({ bodyBytes: 8_000_000 });
    const body = `"${'\\"'.repeat(2_000_000)}`;
    const headers = { 'x-account': 'ann', 'content-type': 'application/json' };
    const request = new Request(`http://shop.example${BASE}/runs`, { method: 'POST', headers, body });
    await expectProblem(patient(request), 400, 'BODY_MALFORMED');
  });

  test('for a stream that goes on beyond the limit of bodies, of which no more is read', async () => {
    let chunks = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks++;
        controller.enqueue(new TextEncoder().encode(' '.repeat(10_000)));
      },
    });
    const headers = { 'x-account': 'ann', 'content-type': 'application/json' };
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
    await expectProblem(send('/runs', init), 413, 'BODY_TOO_LARGE');
    expect(chunks).toBeLessThan(12);
  });

  test('while the fleet does not answer, without its address', async () => {
    const client = new Client({ url: 'http://127.0.0.1:1', retryForMs: 0 });
    const away = shop.createHandler({ client });
    const request = new Request(`http://shop.example${BASE}/runs/r0-000000000aaaaaaaaaaaa`, {
      headers: { 'x-account': 'a' },
    });
    const problem = await expectProblem(away(request), 503, 'FLEET_UNREACHABLE');
    expect(JSON.stringify(problem)).not.toContain('127.0.0.1');
  });

  test.each([
    [421, { code: 'HOST_NOT_ALLOWED', detail: 'This API is not called db-7.internal.' }, 500, 'INTERNAL'],
    [403, '<html>db-7.internal</html>', 500, 'INTERNAL'],
    [404, '<html>db-7.internal</html>', 500, 'INTERNAL'],
    [
      503,
      { code: 'ARCHIVE_UNAVAILABLE', detail: 'db-7.internal does not answer.' },
      503,
      'ARCHIVE_UNAVAILABLE',
    ],
    [502, '<html>db-7.internal</html>', 503, 'FLEET_UNREACHABLE'],
  ])(
    'as what it is when the fleet answers %i %j, of which nothing is shown',
    async (given, body, status, code) => {
      const text = typeof body === 'string' ? body : JSON.stringify({ status: given, ...body });
      const client = new Client({
        url: 'http://fleet',
        retryForMs: 0,
        fetch: async () => new Response(text, { status: given }),
      });
      const errors: unknown[] = [];
      const wrong = shop.createHandler({ client, onError: (error) => errors.push(error) });
      const headers = { 'x-account': 'ann', 'content-type': 'application/json' };
      const order = JSON.stringify({ workflow: 'order', input: { item: 'tea' } });
      for (const request of [
        new Request(`http://shop.example${BASE}/runs/r0-000000000aaaaaaaaaaaa`, { headers }),
        new Request(`http://shop.example${BASE}/runs`, { method: 'POST', headers, body: order }),
      ])
        expect(JSON.stringify(await expectProblem(wrong(request), status, code))).not.toContain('db-7');
      expect(errors).toHaveLength(status === 500 ? 2 : 0);
    },
  );

  test('with 500 for an error of the app, which is told and not shown', async () => {
    const errors: unknown[] = [];
    const broken = shop.createHandler({
      authorize: () => {
        throw new Error('no session store');
      },
      onError: (error) => errors.push(error),
    });
    const problem = await expectProblem(
      broken(new Request(`http://shop.example${BASE}/runs/a`)),
      500,
      'INTERNAL',
    );
    expect(JSON.stringify(problem)).not.toContain('session store');
    expect(errors).toEqual([new Error('no session store')]);
  });
});

test('a caller who leaves in the middle of a request is no error of the app', async () => {
  const errors: unknown[] = [];
  const quiet = shop.createHandler({ onError: (error) => errors.push(error) });
  const runId = await start('refund', {});
  const leaving = new AbortController();
  const address = `http://shop.example${BASE}/runs/${runId}?wait=30000`;
  const answer = quiet(new Request(address, { headers: { 'x-account': 'ann' }, signal: leaving.signal }));
  leaving.abort();
  await answer;
  expect(errors).toEqual([]);
});

test('a tenant whose name fits no tag is told apart by its hash', async () => {
  const names = ['a'.repeat(100), `${'a'.repeat(99)}b`, 'for: a/b'];
  const tags = [];
  for (const name of names) {
    const { tags: found } = await shop.fleet.client.get(await start('order', { item: 'tea' }, name));
    tags.push(...found);
  }
  expect(new Set(tags).size).toBe(names.length);
  for (const tag of tags) expect(tag).toMatch(/^for#[0-9a-f]{40}$/);
});

test('createHandler refuses a basePath that is none', () => {
  for (const basePath of ['api', '/api/', '/api?x'])
    expect(() => createHandler(shopOptions(shop.fleet, basePath))).toThrow('basePath is a path');
});

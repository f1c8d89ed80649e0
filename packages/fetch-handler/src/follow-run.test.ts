import { describe, expect, test } from '@jest/globals';
import { createHandler } from './create-handler.ts';
import { BASE, type Body, expectProblem } from './testing/shop-caller.ts';
import { shopOptions } from './testing/shop-fleet.ts';
import { useShop } from './testing/use-shop.ts';

const shop = useShop();
const { send, get, post, start } = shop;

describe('the events of a run', () => {
  test('come from the first to the last, with what handlers emit and nothing of the fleet, and then the stream ends', async () => {
    const runId = await start('order', { item: 'tea' });
    const response = await get(`/runs/${runId}/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = await response.text();
    const events = [...text.matchAll(/^data: (\{"seq.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as Body,
    );
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['run.accepted', 'step.started', 'custom', 'step.completed', 'run.completed']),
    );
    expect(events.find(({ type }) => type === 'custom')).toMatchObject({
      name: 'priced',
      data: { cents: 250 },
    });
    expect(text).toMatch(/event: end\ndata: \{\}\n\n$/);
    expect(text).not.toMatch(/worker|trace|correlation/);
  });

  test('go on live, and after Last-Event-ID only with what is new', async () => {
    const runId = await start('refund', {});
    const all = (await get(`/runs/${runId}/events`)).text();
    await post(`/runs/${runId}/approvals/ask`, { choice: 'pay' });
    await post(`/runs/${runId}/signals/paid`, {});
    const text = await all;
    expect(text).toMatch(/signal\.received[\s\S]*run\.completed[\s\S]*event: end/);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const last = ids.at(-2) ?? 0;
    const headers = { 'x-account': 'ann', 'last-event-id': String(last) };
    const rest = await (await send(`/runs/${runId}/events`, { headers })).text();
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual([last + 1]);
    await expectProblem(
      send(`/runs/${runId}/events`, { headers: { ...headers, 'last-event-id': 'x' } }),
      422,
      'EVENT_ID_INVALID',
    );
  });

  test('end for a reader who is no longer allowed to see them, and go on for one who is', async () => {
    const sessions = new Set(['ann']);
    const options = shopOptions(shop.fleet, BASE);
    const authorize: typeof options.authorize = (request) =>
      sessions.has(request.headers.get('x-account') ?? '') ? options.authorize(request) : undefined;
    const strict = createHandler({ ...options, authorize, authorizeAgainMs: 0 });
    const runId = await start('refund', {});
    const request = new Request(`http://shop.example${BASE}/runs/${runId}/events`, {
      headers: { 'x-account': 'ann' },
    });
    const reader = (await strict(request)).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('run.accepted')) text += (await reader?.read())?.value ?? '';
    sessions.clear();
    await post(`/runs/${runId}/approvals/ask`, { choice: 'pay' });
    await post(`/runs/${runId}/signals/paid`, {});
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
      text += next.value;
    expect(text).not.toContain('event: end');
    await expectProblem(strict(request.clone()), 401, 'CALLER_UNKNOWN');
  });

  test('are for a bounded number of readers of a tenant', async () => {
    const options = shopOptions(shop.fleet, BASE);
    const authorize = () => ({ tenant: 'ann', limits: { readers: 1 } });
    const small = createHandler({ ...options, authorize });
    const runId = await start('refund', {});
    const follow = () => small(new Request(`http://shop.example${BASE}/runs/${runId}/events`));
    const first = await follow();
    await expectProblem(follow(), 429, 'READERS_TOO_MANY');
    await first.body?.cancel();
    const again = await follow();
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });

  test('are for a bounded number of readers, and one that leaves makes place', async () => {
    const small = shop.createHandler({ readersMax: 1 });
    const runId = await start('refund', {});
    const follow = () =>
      small(
        new Request(`http://shop.example${BASE}/runs/${runId}/events`, { headers: { 'x-account': 'ann' } }),
      );
    const first = await follow();
    await expectProblem(follow(), 503, 'READERS_TOO_MANY');
    const reader = first.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const next = await follow();
    expect(next.status).toBe(200);
    await next.body?.cancel();
    // Nobody has read from it.
    expect((await follow()).status).toBe(200);
  });
});

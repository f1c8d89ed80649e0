import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDispatcher, type TestDispatcher } from './testing/test-dispatcher.ts';

const ORDER = {
  name: 'order',
  attributes: {
    customer: '${input.customer}',
    total: '${input.total}',
    due: '${input.due}',
    urgent: '${input.total > 1000}',
    label: '${input.customer}/${input.total}',
  },
  steps: { a: { agent: 'x.a' } },
};

let dispatcher: TestDispatcher;
beforeAll(async () => {
  dispatcher = await startTestDispatcher();
  await call('POST', '/v1/workflows', ORDER);
}, 60_000);
afterAll(() => dispatcher.stop());

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${dispatcher.url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what a route answers is what the tests are about
  return { status: response.status, body: (await response.json()) as any };
}
const submit = (input: object) => call('POST', '/v1/runs', { workflow: 'order', input });

/** The customers of the runs of a list, and its status. */
async function list(query: string) {
  const { status, body } = await call('GET', `/v1/runs?${query}`);
  if (status !== 200) return body;
  return body.items.map(({ attributes }: { attributes: { customer: unknown } }) => attributes.customer);
}

describe('attributes of runs', () => {
  it('are shown with a run and in lists, and select it', async () => {
    const inputs = [
      { customer: 'c-1', total: 99.5, due: '2026-01-02T00:00:00Z' },
      { customer: 'c-2', total: 100, due: '2026-02-02T00:00:00+01:00' },
      { customer: 'c-30', total: 2_000 },
    ];
    const ids: string[] = [];
    for (const input of inputs) ids.push((await submit(input)).body.runId);
    const { body } = await call('GET', `/v1/runs/${ids[1]}`);
    expect(body.attributes).toEqual({ ...inputs[1], urgent: false, label: 'c-2/100' });
    expect((await call('GET', `/v1/runs/${ids[2]}`)).body.attributes).not.toHaveProperty('due');

    expect(await list('attr.customer=c-2')).toEqual(['c-2']);
    expect((await list('attr.total=gte:100')).toSorted()).toEqual(['c-2', 'c-30']);
    expect(await list('attr.total=gt:99&attr.total=lt:100')).toEqual(['c-1']);
    expect(await list('attr.total=gt:99&attr.customer=prefix:c-3&workflow=order&status=running')).toEqual([
      'c-30',
    ]);
    expect(await list('attr.due=gt:2026-01-15T00:00:00Z')).toEqual(['c-2']);
    expect(await list('attr.due=2026-02-01T23:00:00Z')).toEqual(['c-2']);
    expect(await list('attr.urgent=true')).toEqual(['c-30']);
    expect(await list('attr.total=gt:99&workflow=other')).toEqual([]);
  });

  it('refuse a submission for which they cannot be made, each with its path, and no run is there', async () => {
    const refused = await submit({ customer: ['c'], total: 'x'.repeat(300) });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: 'ATTRIBUTES_INVALID',
        errors: [
          { path: 'attributes.customer', got: 'a list of 1' },
          { path: 'attributes.total', got: '300 characters' },
          { path: 'attributes.urgent', got: expect.stringContaining('EXPRESSION_FAILED') },
          { path: 'attributes.label' },
        ],
      },
    });
    const { body } = await call('POST', '/v1/runs/batch', {
      runs: [
        { workflow: 'order', input: { customer: {}, total: 1 } },
        { workflow: 'order', input: { customer: 'c-batch', total: 1 } },
      ],
    });
    expect(body.results).toMatchObject([
      { problem: { code: 'ATTRIBUTES_INVALID' } },
      { runId: expect.any(String) },
    ]);
    expect(await list('attr.total=1')).toEqual(['c-batch']);
  });

  it('are a filter of bulks', async () => {
    const bulk = (is: string) => ({
      action: 'cancel',
      filter: { attributes: [{ name: 'total', is }] },
      dryRun: true,
    });
    const { runId } = (await submit({ customer: 'c-bulk', total: 7_777 })).body;
    expect(await call('POST', '/v1/runs/bulk', bulk('gt:7776'))).toMatchObject({
      status: 202,
      body: { matched: 1, isExact: true },
    });
    expect(await call('POST', '/v1/runs/bulk', bulk('gt:x'))).toMatchObject({
      status: 422,
      body: { code: 'QUERY_INVALID', errors: [{ path: 'attr.total' }] },
    });
    const none = { action: 'cancel', filter: { attributes: [] } };
    expect(await call('POST', '/v1/runs/bulk', none)).toMatchObject({ status: 422 });
    expect((await call('GET', `/v1/runs/${runId}`)).body.status).toBe('running');
  });

  it.each([
    ['attr.total=gt:abc', 'attr.total'],
    ['attr.total=prefix:', 'attr.total'],
    ['attr.=1', 'attr.'],
    ['attr.a-b=1', 'attr.a-b'],
    ['attr.__proto__=1', 'attr.__proto__'],
    [`attr.x=${'x'.repeat(400)}`, 'attr.x'],
    [Array.from({ length: 9 }, (_, i) => `attr.x=${i}`).join('&'), 'attr'],
  ])('refuse the condition %s', async (query, path) => {
    const { status, body } = await call('GET', `/v1/runs?${query}`);
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { code: 'QUERY_INVALID', errors: [{ path }] },
    });
  });
});

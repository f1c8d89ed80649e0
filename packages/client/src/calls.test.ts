import { describe, expect, it } from '@jest/globals';
import { Client } from './client.ts';
import { AnswerError, RefusedError, UnreachableError } from './errors.ts';

/** An answer of which every call finds what it needs. */
const ANSWER = {
  items: [],
  invalid: [],
  deliveries: [],
  group: 'g',
  sentences: [],
  reasons: [],
  events: [],
  attempts: [],
  components: [],
  warnings: [],
  runId: 'r',
  status: 'running',
  at: '2026-11-28T09:00:00.000Z',
  state: 'open',
  bulkId: 'b',
  id: 'i',
  name: 'w',
  of: 'agent',
  version: 'v',
};

function createClient(answer: () => Response | Promise<Response> = () => Response.json(ANSWER)) {
  const asked: { line: string; body: unknown }[] = [];
  const client = new Client({
    url: 'http://fleet',
    retryForMs: 0,
    fetch: async (url, init) => {
      const body =
        init?.body === undefined
          ? undefined
          : `${new Headers(init.headers).get('content-type')} ${init.body}`;
      asked.push({ line: `${init?.method} ${String(url).replace('http://fleet', '')}`, body });
      return answer();
    },
  });
  return { client, asked };
}

const drain = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of items);
};

describe('a method of the client sends', () => {
  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['GET /v1/runs/r', (client) => client.get('r')],
    ['GET /v1/runs/r/state', (client) => client.history.state('r')],
    ['GET /v1/runs/r/state?at=7', (client) => client.history.state('r', { at: 7 })],
    ['GET /v1/runs/r%2F', (client) => client.get('r/')],
    ['GET /v1/runs/r/result?wait=0', (client) => client.result('r')],
    ['GET /v1/runs/r/result?wait=20000', (client) => client.result('r', { waitMs: 20_000 })],
    ['GET /v1/runs/r/steps/a', (client) => client.step('r', 'a')],
    ['GET /v1/runs/r/steps/a?item=0', (client) => client.step('r', 'a', { item: 0 })],
    [
      'GET /v1/runs/r/items?step=a&limit=2&cursor=x+y',
      (client) => client.itemPage('r', 'a', { limit: 2, cursor: 'x y' }),
    ],
    ['GET /v1/runs/r/items?step=a&limit=500', (client) => drain(client.items('r', 'a'))],
    ['GET /v1/runs/r/events?after=3&limit=500', (client) => drain(client.events('r', { after: 3 }))],
    ['GET /v1/runs', (client) => client.listPage()],
    ['GET /v1/runs?limit=500&status=failed', (client) => drain(client.list({ status: ['failed'] }))],
    [
      'GET /v1/runs?workflow=w&attr.total=gt%3A1&attr.total=lt%3A5&attr.open=true',
      (client) => client.listPage({ workflow: 'w', attributes: { total: ['gt:1', 'lt:5'], open: true } }),
    ],
    ['GET /v1/runs?endedFrom=1&endedTo=2', (client) => client.listPage({ endedFrom: '1', endedTo: '2' })],
    ['GET /v1/figures', (client) => client.fleet.figures()],
    ['POST /v1/runs/r/cancel', (client) => client.cancel('r')],
    ['POST /v1/runs/r/pause', (client) => client.pause('r')],
    ['POST /v1/runs/r/resume', (client) => client.resume('r', { by: 'ops' })],
    ['POST /v1/runs/r/terminate', (client) => client.terminate('r')],
    ['GET /v1/runs/r/explain', (client) => client.explain('r')],
    ['DELETE /v1/runs/r', (client) => client.delete('r')],
    ['GET /v1/dead-letters/1-0', (client) => client.deadLetters.get('1-0')],
    ['POST /v1/dead-letters/1-0/redrive', (client) => client.deadLetters.redrive('1-0')],
    ['DELETE /v1/dead-letters/1-0', (client) => client.deadLetters.delete('1-0')],
    ['GET /v1/bulk', (client) => client.bulks.list()],
    ['GET /v1/bulk/b', (client) => client.bulks.get('b')],
    ['POST /v1/bulk/b/stop', (client) => client.bulks.stop('b')],
    ['POST /v1/runs/r/retry', (client) => client.retry('r', { by: 'ops' })],
    ['GET /v1/streams?limit=500', (client) => drain(client.streams.list())],
    ['GET /v1/streams/a%2Fb', (client) => client.streams.get('a/b')],
    [
      'GET /v1/streams/s/events?type=t&after=3&limit=500',
      (client) => drain(client.streams.read('s', { after: 3, type: 't' })),
    ],
    [
      'GET /v1/streams/s/events?type=t&after=3&limit=50&incarnation=7',
      (client) => client.streams.readPage('s', { type: 't', after: 3, limit: 50, incarnation: 7 }),
    ],
    ['DELETE /v1/streams/s?incarnation=7', (client) => client.streams.delete('s', { incarnation: 7 })],
    ['GET /v1/streams/s/groups', (client) => client.streams.groups('s')],
    ['GET /v1/streams/s/groups/g', (client) => client.streams.group('s', 'g').get()],
    [
      'GET /v1/streams/s/groups/g/dead-letters?after=1',
      (client) => client.streams.group('s', 'g').deadLetters({ after: 1 }),
    ],
    ['DELETE /v1/streams/s/groups/g', (client) => client.streams.group('s', 'g').delete()],
    ['GET /v1/correlations/o%207?limit=500', (client) => drain(client.correlation('o 7'))],
    ['GET /v1/pauses', (client) => client.pauses.list()],
    ['POST /v1/agents/a.b/pause', (client) => client.pauses.pause({ agent: 'a.b' }, { by: 'ops' })],
    ['POST /v1/workflows/w/resume', (client) => client.pauses.resume({ workflow: 'w' })],
    ['POST /v1/fleet/pause', (client) => client.pauses.pause('fleet')],
    ['GET /v1/workflows', (client) => client.workflows.list()],
    ['GET /v1/workflows/w', (client) => client.workflows.get('w')],
    ['GET /v1/workflows/w?version=v', (client) => client.workflows.get('w', { version: 'v' })],
    ['GET /v1/workflows/w/versions', (client) => client.workflows.versions('w')],
    ['GET /v1/workers', (client) => client.fleet.workers()],
    ['GET /v1/agents', (client) => client.fleet.agents()],
    ['GET /v1/queues', (client) => client.fleet.queues()],
    ['POST /v1/workers/w-1/drain', (client) => client.fleet.drainWorker('w-1')],
    ['GET /v1/dead-letters', (client) => client.fleet.deadLetters()],
    ['GET /v1/targets', (client) => client.fleet.targets()],
    ['GET /v1/breakers', (client) => client.breakers.list()],
    ['POST /v1/breakers/shop/open', (client) => client.breakers.open('shop')],
    ['POST /v1/breakers/shop/close', (client) => client.breakers.close('shop')],
    ['POST /v1/breakers/shop/off', (client) => client.breakers.turnOff('shop')],
    ['GET /v1/tuning', (client) => client.tuning.get()],
    ['GET /v1/tuning/x', (client) => client.tuning.show('x')],
    ['GET /v1/experiments', (client) => client.experiments.list()],
    ['GET /v1/experiments?agent=x', (client) => client.experiments.list('x')],
    ['GET /v1/experiments/x', (client) => client.experiments.show('x')],
    ['GET /v1/tuning/x/history', (client) => client.tuning.history('x')],
    ['GET /v1/tuning/x/model', (client) => client.tuning.exportModel('x')],
    ['GET /health', (client) => client.health()],
  ])('%s', async (line, call) => {
    const { client, asked } = createClient();
    await call(client);
    expect(asked).toEqual([{ line, body: undefined }]);
  });

  it.each<[string, string, (client: Client) => Promise<unknown>]>([
    [
      'POST /v1/streams/s/events',
      'application/json {"type":"t","expect":0}',
      (client) => client.streams.append('s', { type: 't' }, { expect: 0 }),
    ],
    [
      'POST /v1/streams/s/events',
      'application/json {"events":[{"type":"t"}]}',
      (client) => client.streams.append('s', [{ type: 't' }]),
    ],
    [
      'POST /v1/streams/s/groups/g/reset',
      'application/json {"to":"last"}',
      (client) => client.streams.group('s', 'g').reset({ to: 'last' }),
    ],
    [
      'POST /v1/streams/s/groups/g/dead-letters/redrive',
      'application/json {"positions":[1]}',
      (client) => client.streams.group('s', 'g').redrive([1]),
    ],
    ['POST /v1/workflows', 'application/json {"name":"w"}', (client) => client.workflows.push({ name: 'w' })],
    [
      'POST /v1/workflows',
      'application/json {"name":"w"}',
      (client) => client.workflows.push({ definition: { name: 'w' } }),
    ],
    [
      'POST /v1/workflows',
      'application/yaml name: w',
      (client) => client.workflows.push({ type: 'application/yaml', text: 'name: w' }),
    ],
    [
      'POST /v1/experiments',
      'application/json {"agent":"x","arms":[{},{"timeoutMs":9}],"assignment":"run"}',
      (client) => client.experiments.start({ agent: 'x', arms: [{}, { timeoutMs: 9 }], assignment: 'run' }),
    ],
    [
      'POST /v1/experiments/x/results',
      'application/json {"results":[{"runId":"r","value":1}]}',
      (client) => client.experiments.record('x', { results: [{ runId: 'r', value: 1 }] }),
    ],
    [
      'POST /v1/experiments/x/decide',
      'application/json {"winner":"b","promote":true}',
      (client) => client.experiments.decide('x', { winner: 'b', promote: true }),
    ],
    [
      'POST /v1/experiments/x/promote',
      'application/json {"reason":"agreed"}',
      (client) => client.experiments.promote('x', 'agreed'),
    ],
    ['POST /v1/experiments/x/stop', 'application/json {}', (client) => client.experiments.stop('x')],
    [
      'PUT /v1/tuning/x',
      'application/json {"settings":{"concurrency":2}}',
      (client) => client.tuning.set('x', { settings: { concurrency: 2 } }),
    ],
    [
      'POST /v1/runs/r/fork',
      'application/json {"from":"a","effects":"live"}',
      (client) => client.forks.start('r', { from: 'a', effects: 'live' }),
    ],
    [
      'POST /v1/runs/r/allow',
      'application/json {"allow":["x.a"]}',
      (client) => client.forks.allow('r', ['x.a'], { by: 'ops' }),
    ],
    [
      'PUT /v1/tuning/x/policy',
      'application/json {"lock":["concurrency"]}',
      (client) => client.tuning.setPolicy('x', { lock: ['concurrency'] }),
    ],
    [
      'POST /v1/tuning/x/apply',
      'application/json {"decision":3}',
      (client) => client.tuning.apply('x', { decision: 3 }),
    ],
    [
      'POST /v1/tuning/x/simulate',
      'application/json {"settings":{"concurrency":40}}',
      (client) => client.tuning.simulate('x', { settings: { concurrency: 40 } }),
    ],
    ['POST /v1/tuning/x/rollback', 'application/json {}', (client) => client.tuning.rollBack('x')],
    ['POST /v1/tuning/freeze', 'application/json {}', (client) => client.tuning.freeze()],
    ['POST /v1/tuning/unfreeze', 'application/json {}', (client) => client.tuning.unfreeze()],
    [
      'PUT /v1/tuning',
      'application/json {"isStatic":true}',
      (client) => client.tuning.switch({ isStatic: true }),
    ],
  ])('%s with %s', async (line, body, call) => {
    const { client, asked } = createClient();
    await call(client);
    expect(asked).toEqual([{ line, body }]);
  });
});

describe('the client, given an answer', () => {
  it.each<[string, (client: Client) => Promise<unknown>]>([
    ['a page of runs', (client) => client.listPage()],
    ['the events of a run', (client) => drain(client.events('r'))],
    ['a submission', (client) => client.submit('w', 1)],
    ['a batch', (client) => client.submitBatch('w', [{ input: 1 }])],
    ['a result', (client) => client.wait('r')],
    ['health', (client) => client.health()],
  ])('that lacks a field of %s, rejects with an AnswerError that names it', async (_, call) => {
    for (const body of ['{}', '[]', 'null', '7', '<html>']) {
      const { client } = createClient(() => new Response(body));
      await expect(call(client)).rejects.toBeInstanceOf(AnswerError);
    }
  });

  it('of 503 with the health of an unhealthy fleet, resolves; given a problem of 503, rejects', async () => {
    const unhealthy = { status: 'unhealthy', score: 0, at: '', components: [] };
    const { client } = createClient(() => Response.json(unhealthy, { status: 503 }));
    expect(await client.health()).toEqual(unhealthy);
    const problem = { code: 'DRAINING', detail: 'ends' };
    const headers = { 'content-type': 'application/problem+json' };
    const ending = createClient(() => new Response(JSON.stringify(problem), { status: 503, headers }));
    await expect(ending.client.health()).rejects.toMatchObject({ code: 'DRAINING', path: '/health' });
  });

  it('that refuses, rejects with its path and the well-formed ones of its violations', async () => {
    const errors = [{ path: 'input.n', expected: 'integer', got: '"x"' }, { path: 7 }, null];
    const { client } = createClient(() =>
      Response.json({ code: 'X', detail: 'no', errors }, { status: 422 }),
    );
    const error = await client.get('r').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ path: '/v1/runs/r', status: 422, errors: errors.slice(0, 1) });
  });

  it('that does not come in time, asks the next address', async () => {
    const asked: string[] = [];
    const client = new Client({
      url: 'http://a, http://b',
      retryForMs: 0,
      timeoutMs: 1,
      fetch: (url, init) => {
        asked.push(String(url));
        return new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        });
      },
    });
    const error = await client.get('r').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ path: '/v1/runs/r', isRetryable: true });
    expect(asked).toEqual(['http://a/v1/runs/r', 'http://b/v1/runs/r']);
  });

  it.each([429, 502, 503, 504])('of status %i, repeats the call', async (status) => {
    const answers = [Response.json({ code: 'X', detail: 'x' }, { status }), Response.json(ANSWER)];
    const { client } = createClient(() => answers.shift() ?? Response.error());
    const told: string[] = [];
    await client.get('r', {
      retryForMs: 60_000,
      onAway: () => told.push('away'),
      onBack: () => told.push('back'),
    });
    expect(told).toEqual(['away', 'back']);
  });
});

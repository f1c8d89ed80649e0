import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GOOD,
  startDispatcherProcess,
  startTestDispatcher,
  type TestDispatcher,
  untilReady,
} from './testing/test-dispatcher.ts';

let dispatcher: TestDispatcher;
beforeAll(async () => {
  dispatcher = await startTestDispatcher();
}, 60_000);
afterAll(() => dispatcher.stop());

const withSteps = (steps: object) => ({ name: 'bad', steps });
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const isText = typeof body === 'string';
  const response = await fetch(`${dispatcher.url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}
const submit = (more: object, headers?: Record<string, string>) =>
  call('POST', '/v1/runs', { workflow: 'good', input: { n: 1 }, ...more }, headers);

describe('a definition that is refused', () => {
  it.each([
    ['not JSON', '{', 400, 'BODY_MALFORMED'],
    ['empty', '', 400, 'BODY_MALFORMED'],
    ['too deep', nested(70), 400, 'BODY_TOO_DEEP'],
    ['no object', '[]', 422, 'DEFINITION_INVALID'],
    ['without steps', { name: 'bad' }, 422, 'DEFINITION_INVALID'],
    ['with an unknown field', { ...GOOD, colour: 'red' }, 422, 'DEFINITION_INVALID'],
    [
      'with a cycle',
      withSteps({ a: { agent: 'x', needs: ['b'] }, b: { agent: 'x', needs: ['a'] } }),
      422,
      'DEFINITION_INVALID',
    ],
    ['with a need of nothing', withSteps({ a: { agent: 'x', needs: ['z'] } }), 422, 'DEFINITION_INVALID'],
    ['with a broken expression', withSteps({ a: { agent: 'x', with: '${1 +}' } }), 422, 'DEFINITION_INVALID'],
    ['with what is not built yet', withSteps({ a: { agent: 'x', compensate: {} } }), 501, 'NOT_YET'],
    ['too large', JSON.stringify({ ...GOOD, description: 'x'.repeat(1_100_000) }), 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_, body, status, code) => {
    const before = (await call('GET', '/v1/workflows')).body;
    const answer = await call('POST', '/v1/workflows', body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((await call('GET', '/v1/workflows')).body).toEqual(before);
  });

  it('names every error with its path', async () => {
    const bad = withSteps({ a: { agent: 'x', needs: ['z'] }, b: { agent: 'NO', timeout: 'soon' } });
    const { body } = await call('POST', '/v1/workflows', bad);
    const paths = body.errors.map((error: { path: string }) => error.path);
    expect(paths).toEqual(expect.arrayContaining(['steps.a.needs[0]', 'steps.b.agent', 'steps.b.timeout']));
  });

  it('takes YAML, and answers the same definition with 200', async () => {
    const yaml = 'name: tea\nsteps:\n  a: { agent: x.a }\n';
    const push = () => call('POST', '/v1/workflows', yaml, { 'content-type': 'application/yaml' });
    expect(await push()).toMatchObject({
      status: 201,
      body: { name: 'tea', warnings: [expect.stringContaining('x.a')] },
    });
    expect((await push()).status).toBe(200);
    expect((await call('GET', '/v1/workflows/tea')).body).toMatchObject({
      name: 'tea',
      definition: { name: 'tea' },
    });
  });
});

describe('a refused submission is answered with its problem:', () => {
  it.each([
    ['of an unknown workflow', { workflow: 'none' }, 404, 'WORKFLOW_UNKNOWN'],
    ['of an unknown version', { version: 'v0' }, 404, 'VERSION_UNKNOWN'],
    ['with input of another type', { input: { n: 'one' } }, 422, 'INPUT_INVALID'],
    ['with a number as text', { input: { n: '1' } }, 422, 'INPUT_INVALID'],
    ['with an unknown field', { runId: 'mine' }, 422, 'SUBMISSION_INVALID'],
    ['with an unknown priority', { priority: 'urgent' }, 422, 'SUBMISSION_INVALID'],
    ['with too many tags', { tags: Array.from({ length: 21 }, String) }, 422, 'SUBMISSION_INVALID'],
    ['with an endless delay', { delay: 'for ever' }, 422, 'DURATION_INVALID'],
    ['with a name that is none', { workflow: '../etc' }, 422, 'SUBMISSION_INVALID'],
    ['with too large an input', { input: { n: 1, x: 'x'.repeat(600_000) } }, 413, 'INPUT_TOO_LARGE'],
  ])('%s', async (_, more, status, code) => {
    const answer = await submit(more);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect((await call('GET', '/v1/runs')).body.items).toEqual([]);
  });

  it.each([
    ['text/plain', 415],
    ['application/xml', 415],
  ])('as %s', async (type, status) => {
    expect((await call('POST', '/v1/runs', '{}', { 'content-type': type })).status).toBe(status);
  });

  it('unusable ids', async () => {
    expect(await submit({}, { 'x-correlation-id': ' ' })).toMatchObject({ status: 422 });
    expect(await submit({}, { 'idempotency-key': 'x'.repeat(129) })).toMatchObject({
      status: 422,
      body: { code: 'KEY_INVALID' },
    });
    expect((await call('GET', '/v1/runs')).body.items).toEqual([]);
  });
});

describe('a refused question is answered with its problem:', () => {
  it.each([
    ['/v1/runs?limit=0', 422],
    ['/v1/runs?limit=501', 422],
    ['/v1/runs?limit=-1', 422],
    ['/v1/runs?limit=1e2', 422],
    ['/v1/runs?status=done', 422],
    ['/v1/runs?status=asleep', 422],
    ['/v1/archive/runs?code=BOOM', 422],
    ['/v1/runs?colour=red', 422],
    ['/v1/runs?from=yesterday', 422],
    ['/v1/runs?cursor=bm9uc2Vuc2U', 422],
    ['/v1/runs/r0-000000000aaaaaaaaaaaa', 404],
    ['/v1/runs/__proto__', 404],
    ['/v1/runs/%2e%2e%2fetc', 404],
    ['/v1/workflows/none', 404],
    ['/v1/nothing', 404],
  ])('%s', async (path, status) => {
    expect((await call('GET', path)).status).toBe(status);
  });
});

describe('a submission that waits', () => {
  const instant = {
    name: 'instant',
    steps: { a: { agent: 'x.a', when: '${false}' } },
    output: '${input.n}',
  };
  const wait = (wait: string, body: object) => call('POST', `/v1/runs?wait=${wait}`, body);

  it('is answered with the result of a run that ends in time, and once more for the same key', async () => {
    await call('POST', '/v1/workflows', instant);
    const body = { workflow: 'instant', input: { n: 7 } };
    const ask = () => call('POST', '/v1/runs?wait=10s', body, { 'idempotency-key': 'waits' });
    const first = await ask();
    expect(first).toMatchObject({ status: 200, body: { status: 'completed', output: 7 } });
    const { body: result } = await call('GET', `/v1/runs/${first.body.runId}/result`);
    expect(first.body).toEqual(result);
    expect(await ask()).toMatchObject({ status: 200, body: result });
    await call('DELETE', `/v1/runs/${first.body.runId}`);
  });

  it('is answered with the run that was accepted, if that does not end in time', async () => {
    const { status, body } = await wait('1ms', { workflow: 'good', input: { n: 1 } });
    expect({ status, body }).toEqual({
      status: 202,
      body: { runId: expect.any(String), status: 'running', correlationId: expect.any(String) },
    });
    await call('POST', `/v1/runs/${body.runId}/cancel`, undefined, { 'content-type': 'application/json' });
    await until(async () => (await call('DELETE', `/v1/runs/${body.runId}`)).status === 200);
  });

  it('is refused if it would wait for too long, and starts nothing', async () => {
    expect(await wait('61s', { workflow: 'good', input: { n: 1 } })).toMatchObject({
      status: 422,
      body: { code: 'QUERY_INVALID', errors: [{ path: 'wait' }] },
    });
    expect((await call('GET', '/v1/runs?workflow=good')).body.items).toEqual([]);
  });
});

describe('every answer of a dispatcher', () => {
  it('carries the caller’s ids, or new ones', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const given = await call('GET', '/v1/runs', undefined, {
      'x-correlation-id': 'order 66',
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    });
    expect(given.headers.get('x-correlation-id')).toBe('order 66');
    expect(given.headers.get('traceparent')).toBe(`00-${trace}-00f067aa0ba902b7-01`);
    const made = await call('GET', '/nothing', undefined, { traceparent: 'nonsense' });
    expect(made.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('pages by cursors that nobody can forge', async () => {
    for (let n = 0; n < 3; n++) await submit({ input: { n } });
    const first = (await call('GET', '/v1/runs?limit=2')).body;
    expect(first.items).toHaveLength(2);
    const rest = (await call('GET', `/v1/runs?limit=2&cursor=${first.next}`)).body;
    expect(rest).toEqual({ items: [expect.objectContaining({ workflow: 'good', status: 'running' })] });
    const forged = (first.next.startsWith('A') ? 'B' : 'A') + first.next.slice(1);
    expect((await call('GET', `/v1/runs?cursor=${forged}`)).status).toBe(422);
  });

  it('is a refusal while Redis is away; the next request is accepted when it is back', async () => {
    await dispatcher.redis.kill('SIGKILL');
    await until(async () => (await submit({})).status === 503);
    const answer = await submit({});
    expect(answer).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/health/ready')).status).toBe(503);
    await dispatcher.redis.restart();
    await until(async () => (await submit({})).status === 202, { timeoutMs: 15_000 });
    await until(async () => (await call('GET', '/health/ready')).status === 200, { timeoutMs: 15_000 });
  }, 60_000);
});

it('the dispatcher ends on SIGTERM, and refuses settings that make no sense', async () => {
  const second = await startDispatcherProcess(dispatcher.redis.url);
  await untilReady(second);
  expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 });
  const confused = await startDispatcherProcess('embedded:x', {
    AG06_HTTP_PORT: '99999',
    AG06_RETENTION: 'long',
  });
  expect(await confused.exited).toMatchObject({ code: 2 });
  expect(confused.stderr.join('\n')).toMatch(/AG06_HTTP_PORT[\s\S]*AG06_RETENTION/);
  const alone = await startDispatcherProcess('embedded:x');
  expect(await alone.exited).toMatchObject({ code: 2 });
  expect(alone.stderr.join('\n')).toMatch(/ag06 up.*EMBEDDED_NEEDS_UP/);
}, 60_000);

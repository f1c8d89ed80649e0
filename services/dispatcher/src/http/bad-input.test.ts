import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestDispatcher, type TestDispatcher } from './testing/test-dispatcher.ts';

let dispatcher: TestDispatcher;
let keys: Redis;

beforeAll(async () => {
  dispatcher = await startTestDispatcher();
  keys = new Redis(dispatcher.redis.url);
}, 60_000);
afterAll(async () => {
  keys.disconnect();
  await dispatcher.stop();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const YAML_TYPE = { 'content-type': 'application/yaml' };

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
) {
  const response = await fetch(`${dispatcher.url}${path}`, {
    method: 'POST',
    headers,
    ...(body !== undefined && { body }),
  });
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: JSON.parse(await response.text()) };
}

/** Every key with its value, but for the leases that a dispatcher without work holds too. */
async function readStored(): Promise<Record<string, string>> {
  const names = (await keys.keys('*')).filter((name) => !/:lease:|:stalled-check$/.test(name)).sort();
  const values = await Promise.all(names.map((name) => keys.dumpBuffer(name)));
  return Object.fromEntries(names.map((name, i) => [name, values[i]?.toString('base64') ?? '']));
}

/** The answer is a problem document, and nothing was stored. */
async function expectRefused(
  send: () => ReturnType<typeof post>,
  status: number,
  code: string,
): Promise<{ errors?: { path: string; expected: string; got: string }[] }> {
  const before = await readStored();
  const answer = await send();
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.type).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  expect(await readStored()).toEqual(before);
  return answer.body;
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const definition = (more: object): string =>
  JSON.stringify({ name: 'bad', steps: { a: { agent: 'x' } }, ...more });
const step = (more: object): string => definition({ steps: { a: { agent: 'x', ...more } } });
const submission = (more: object): string => JSON.stringify({ workflow: 'good', input: { n: 1 }, ...more });
const notUtf8 = Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a]);

describe('a body that cannot be read is refused and stores nothing:', () => {
  it.each<[string, string | Uint8Array<ArrayBuffer> | undefined, number, string]>([
    ['none', undefined, 400, 'BODY_MALFORMED'],
    ['an empty one', '', 400, 'BODY_MALFORMED'],
    ['half an object', '{"name":', 400, 'BODY_MALFORMED'],
    ['an object and more', '{} {}', 400, 'BODY_MALFORMED'],
    ['no JSON', 'name: bad', 400, 'BODY_MALFORMED'],
    ['a number that is none', '{"n": NaN}', 400, 'BODY_MALFORMED'],
    ['bytes that are no text', notUtf8, 400, 'BODY_MALFORMED'],
    ['65 levels', nested(65), 400, 'BODY_TOO_DEEP'],
    ['a million levels', '['.repeat(1_000_000), 400, 'BODY_TOO_DEEP'],
    [
      'more than a mebibyte',
      JSON.stringify({ workflow: 'good', input: 'x'.repeat(2 ** 20) }),
      413,
      'BODY_TOO_LARGE',
    ],
  ])('%s', async (_, body, status, code) => {
    await expectRefused(() => post('/v1/runs', body), status, code);
    await expectRefused(() => post('/v1/workflows', body), status, code);
  });

  it.each([
    ['text/plain', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['XML', 'application/xml'],
    ['what is no type', 'json'],
  ])('%s', async (_, type) => {
    const headers = { 'content-type': type };
    await expectRefused(() => post('/v1/runs', '{}', headers), 415, 'MEDIA_TYPE_UNSUPPORTED');
    await expectRefused(() => post('/v1/workflows', '{}', headers), 415, 'MEDIA_TYPE_UNSUPPORTED');
  });
});

describe('a definition that is none is refused and stores nothing:', () => {
  it.each<[string, string, string]>([
    ['null', 'null', ''],
    ['a list', '[]', ''],
    ['a text', '"good"', ''],
    ['a name that is a number', definition({ name: 7 }), 'name'],
    ['a name that is a path', definition({ name: '../etc' }), 'name'],
    ['steps in a list', definition({ steps: [{ agent: 'x' }] }), 'steps'],
    ['a step that is a text', definition({ steps: { a: 'x' } }), 'steps.a'],
    ['a step without a kind', definition({ steps: { a: {} } }), 'steps.a'],
    ['an agent that is a number', definition({ steps: { a: { agent: 1 } } }), 'steps.a.agent'],
    ['needs that are a text', step({ needs: 'b' }), 'steps.a.needs'],
    ['a need of nothing', step({ needs: ['b'] }), 'steps.a.needs[0]'],
    ['a step that needs itself', step({ needs: ['a'] }), 'steps.a.needs'],
    ['a retry without a try', step({ retry: { maxAttempts: 0 } }), 'steps.a.retry.maxAttempts'],
    ['a time-out that has passed', step({ timeout: -1 }), 'steps.a.timeout'],
    ['an unknown field', definition({ colour: 'red' }), 'colour'],
    ['an unknown field of a step', step({ color: 'red' }), 'steps.a.color'],
    ['a name of the prototype', '{"name":"bad","steps":{"__proto__":{"agent":"x"}}}', 'steps'],
    ['an expression that does not parse', step({ with: { n: '${input.}' } }), 'steps.a.with.n'],
    ['an expression without its end', step({ with: { n: '${input.n' } }), 'steps.a.with.n'],
    ['a condition that does not parse', step({ when: '${1 +}' }), 'steps.a.when'],
    ['an output of an unknown step', definition({ output: '${steps.z.output}' }), 'output'],
  ])('%s', async (_, body, path) => {
    const { errors = [] } = await expectRefused(() => post('/v1/workflows', body), 422, 'DEFINITION_INVALID');
    expect(errors.map((error) => error.path).join(' ')).toContain(path);
    expect(errors).toContainEqual({
      path: expect.any(String),
      expected: expect.any(String),
      got: expect.any(String),
    });
  });

  it('a ring of steps, of which each is named', async () => {
    const ring = {
      a: { agent: 'x', needs: ['c'] },
      b: { agent: 'x', needs: ['a'] },
      c: { agent: 'x', needs: ['b'] },
    };
    const send = () => post('/v1/workflows', definition({ steps: ring }));
    const { errors = [] } = await expectRefused(send, 422, 'DEFINITION_INVALID');
    expect(JSON.stringify(errors)).toMatch(/a -> c -> b -> a/);
  });

  it('1,001 steps', async () => {
    const steps = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`s${i}`, { agent: 'x' }]));
    await expectRefused(() => post('/v1/workflows', definition({ steps })), 422, 'DEFINITION_INVALID');
  });

  it.each<[string, string, number, string]>([
    ['YAML that does not parse', 'name: bad\nsteps: { a: [', 400, 'DEFINITION_MALFORMED'],
    ['YAML that names a field twice', 'name: bad\nname: worse\nsteps: {}\n', 400, 'DEFINITION_MALFORMED'],
    [
      'YAML that grows',
      `a: &a [x, x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`)}]`).join('\n')}\n`,
      400,
      'DEFINITION_MALFORMED',
    ],
    ['YAML of 65 levels', nested(65), 400, 'BODY_TOO_DEEP'],
  ])('%s', async (_, body, status, code) => {
    await expectRefused(() => post('/v1/workflows', body, YAML_TYPE), status, code);
  });
});

describe('a submission that is none is refused and stores nothing:', () => {
  it.each<[string, string, string]>([
    ['null', 'null', ''],
    ['a list', '[]', ''],
    ['no workflow', '{"input":{"n":1}}', 'workflow'],
    ['a workflow that is a number', submission({ workflow: 7 }), 'workflow'],
    ['a version that is a number', submission({ version: 1 }), 'version'],
    ['a priority that is a number', submission({ priority: 1 }), 'priority'],
    ['tags that are a text', submission({ tags: 'red' }), 'tags'],
    ['a tag with a line end', submission({ tags: ['a\nb'] }), 'tags.0'],
    ['a delay that is a list', submission({ delay: ['1s'] }), 'delay'],
    ['an unknown field', submission({ colour: 'red' }), 'colour'],
    [
      'a field of the prototype',
      '{"workflow":"good","input":{"n":1},"__proto__":{"tags":["x"]}}',
      '__proto__',
    ],
  ])('%s', async (_, body, path) => {
    const { errors = [] } = await expectRefused(() => post('/v1/runs', body), 422, 'SUBMISSION_INVALID');
    expect(errors.map((error) => error.path).join(' ')).toContain(path);
  });

  it.each<[string, string, number, string]>([
    ['an unknown workflow', submission({ workflow: 'nothing' }), 404, 'WORKFLOW_UNKNOWN'],
    ['an unknown version', submission({ version: 'v0' }), 404, 'VERSION_UNKNOWN'],
    ['input of another type', submission({ input: [1] }), 422, 'INPUT_INVALID'],
    ['input that lacks a field', submission({ input: {} }), 422, 'INPUT_INVALID'],
    ['a delay that is none', submission({ delay: 'soon' }), 422, 'DURATION_INVALID'],
    ['a delay that has passed', submission({ delay: -1 }), 422, 'DURATION_INVALID'],
    [
      'input of more than 512 KiB',
      submission({ input: { n: 1, x: 'x'.repeat(2 ** 19) } }),
      413,
      'INPUT_TOO_LARGE',
    ],
  ])('%s', async (_, body, status, code) => {
    await expectRefused(() => post('/v1/runs', body), status, code);
    await expectRefused(() => post('/v1/runs', body, { ...JSON_TYPE, 'idempotency-key': 'k' }), status, code);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an empty key', { 'idempotency-key': '' }, 'KEY_INVALID'],
    ['a key of 129 characters', { 'idempotency-key': 'k'.repeat(129) }, 'KEY_INVALID'],
    ['a correlation id that is no ASCII', { 'x-correlation-id': 'é' }, 'CORRELATION_ID_INVALID'],
  ])('%s', async (_, headers, code) => {
    await expectRefused(() => post('/v1/runs', submission({}), { ...JSON_TYPE, ...headers }), 422, code);
  });
});

it.each<[string, number, string]>([
  ['/v1/runs?now=true', 422, 'QUERY_INVALID'],
  ['/v1/workflows?force=1', 422, 'QUERY_INVALID'],
  ['/v1/runs/r0-000000000aaaaaaaaaaaa/cancel', 404, 'RUN_UNKNOWN'],
  ['/v1/runs/mine/cancel', 404, 'RUN_UNKNOWN'],
  ['/v1/runs/mine/explode', 404, 'ROUTE_UNKNOWN'],
])('the dispatcher refuses a POST to %s and stores nothing', async (path, status, code) => {
  await expectRefused(() => post(path, submission({})), status, code);
});

it('the dispatcher takes a good submission after all of that', async () => {
  expect(await post('/v1/runs', submission({}))).toMatchObject({ status: 202, body: { status: 'running' } });
  expect(dispatcher.process.lines.filter((line) => line.includes('"level":50'))).toEqual([]);
});

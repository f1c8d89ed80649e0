import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { agent } from './agent.ts';
import { NonRetryable, RateLimited, Retryable } from './steering.ts';
import { testAgent } from './test-agent.ts';

const LIMITED = { maxOutputBytes: 256 * 1024 };
const outcomeOf = async (handler: () => unknown) =>
  (await testAgent(agent({ name: 'under.test', input: z.unknown(), handler }), null, {}, LIMITED)).outcome;
const throwing = (thrown: unknown) =>
  outcomeOf(() => {
    throw thrown;
  });

const cyclic: Record<string, unknown> = {};
cyclic.self = { cyclic };
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const trap = (): never => {
  throw new Error('trap');
};
const hostileProxy = new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap });
const hostileMessage = Object.defineProperty(new Error('x'), 'message', { get: trap });

describe('a handler that throws', () => {
  test.each([
    ['an error', new Error('boom'), 'boom'],
    ['a string', 'text', 'text'],
    ['null', null, 'not an error was thrown: null'],
    ['undefined', undefined, 'not an error was thrown: undefined'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a bigint', 10n, '10n'],
    ['a function', () => 1, 'not an error'],
    ['a cyclic object', cyclic, 'not an error'],
    ['an error with a throwing message', hostileMessage, 'Error'],
    ['a proxy with throwing traps', hostileProxy, 'not an error'],
  ])('%s fails retryably and says what it was', async (_name, thrown, message) => {
    expect({ ...(await throwing(thrown)), stack: undefined }).toEqual({
      status: 'failed',
      failure: { code: 'AGENT_FAILED', message: expect.stringContaining(message) },
      retryable: true,
    });
  });

  test('is treated alike when it rejects', async () => {
    expect(await outcomeOf(() => Promise.reject(new Error('later')))).toMatchObject({
      failure: { message: 'later' },
      retryable: true,
    });
  });

  test('tells the causes, which say more than "fetch failed"', async () => {
    const thrown = new Error('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    expect(await throwing(thrown)).toMatchObject({
      failure: { message: 'fetch failed (cause: connect ECONNREFUSED)' },
    });
  });

  test('tells the reasons of an AggregateError, which alone says that all of them failed', async () => {
    const reasons = ['north', 'south'].map((where) => new Error(`${where} is down`));
    const all = new AggregateError(reasons, 'All promises were rejected');
    expect(await throwing(all)).toMatchObject({
      failure: { message: 'All promises were rejected (reasons: north is down; south is down)' },
    });
    expect(await throwing(new Error('search failed', { cause: all }))).toMatchObject({
      failure: {
        message: 'search failed (cause: All promises were rejected (reasons: north is down; south is down))',
      },
    });
    const many = new AggregateError(
      Array.from({ length: 1_000 }, (_, i) => `reason ${i}`),
      'no',
    );
    expect(await throwing(many)).toMatchObject({
      failure: { message: expect.stringMatching(/^no \(reasons: reason 0; .*reason 4; and 995 more\)$/) },
    });
  });

  test('has its message cut to 2,000 characters, never inside a surrogate pair', async () => {
    const outcome = await throwing(new Error(`${'x'.repeat(1_998)}${'😀'.repeat(1_000_000)}`));
    if (outcome.status !== 'failed') throw new Error('expected a failure');
    expect(outcome.failure.message.length).toBeLessThanOrEqual(2_000);
    expect(outcome.failure.message.isWellFormed()).toBe(true);
  });
});

describe('errors that steer', () => {
  test('NonRetryable ends the step with its code', async () => {
    expect(await throwing(new NonRetryable('gone', { code: 'PAGE_GONE' }))).toEqual({
      status: 'failed',
      failure: { code: 'PAGE_GONE', message: 'gone' },
      retryable: false,
      stack: expect.stringMatching(/^NonRetryable: gone\n/),
    });
  });

  test.each([undefined, 'lower', '', 'X'.repeat(65)])(
    'NonRetryable with the code %j has AGENT_FAILED',
    async (code) => {
      const error = new NonRetryable('gone', code === undefined ? {} : { code });
      expect(await throwing(error)).toMatchObject({ failure: { code: 'AGENT_FAILED' }, retryable: false });
    },
  );

  test.each([
    [1_500, 1_500],
    [0.2, 1],
    [-5, 0],
    [Number.POSITIVE_INFINITY, 86_400_000],
  ])('RateLimited(%p) waits %p ms', async (asked, waits) => {
    expect(await throwing(new RateLimited(asked))).toMatchObject({
      failure: { code: 'RATE_LIMITED' },
      retryable: true,
      retryAfterMs: waits,
    });
  });

  test('Retryable waits as long as it is told', async () => {
    const error = new Retryable('down', { code: 'SERVICE_DOWN', retryAfterMs: 1_500 });
    expect(await throwing(error)).toMatchObject({
      failure: { code: 'SERVICE_DOWN' },
      retryable: true,
      retryAfterMs: 1_500,
    });
  });

  test.each([
    ['SERVICE_DOWN', 'SERVICE_DOWN'],
    [undefined, 'AGENT_FAILED'],
    ['not a code', 'AGENT_FAILED'],
  ])('Retryable with the code %j is tried again and has %s', async (code, recorded) => {
    const error = new Retryable('down', code === undefined ? {} : { code });
    expect(await throwing(error)).toEqual({
      status: 'failed',
      failure: { code: recorded, message: 'down' },
      retryable: true,
      ofDependency: true,
      stack: expect.stringMatching(/^Retryable: down\n/),
    });
  });

  test('those of another copy of the package steer alike', async () => {
    const other = Object.assign(new Error('other copy'), {
      [Symbol.for('ag06.steering')]: 'give_up',
      code: 'OTHER_COPY',
    });
    expect(await throwing(other)).toMatchObject({ failure: { code: 'OTHER_COPY' }, retryable: false });
  });
});

describe('a handler that returns', () => {
  test.each([
    ['undefined', undefined, 'null'],
    ['a string', 'a', '"a"'],
    ['a record', { a: [1, true, null] }, '{"a":[1,true,null]}'],
    ['a date', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['undefined inside', { a: 1, b: undefined }, '{"a":1}'],
    ['minus zero', -0, '0'],
    ['64 levels', nested(64), `${'['.repeat(64)}1${']'.repeat(64)}`],
  ])('%s completes with the value that its JSON text stands for', async (_name, value, text) => {
    expect(await outcomeOf(() => value)).toStrictEqual({
      status: 'completed',
      output: JSON.parse(text),
      outputText: text,
    });
  });

  test.each([
    ['a bigint', { n: 1n }, 'OUTPUT_UNSERIALISABLE', 'n is a bigint'],
    ['a symbol', Symbol('s'), 'OUTPUT_UNSERIALISABLE', 'it is a symbol'],
    ['a function', { a: [{ f: trap }] }, 'OUTPUT_UNSERIALISABLE', 'a.0.f is a function'],
    ['a cycle', cyclic, 'OUTPUT_UNSERIALISABLE', 'refers back'],
    ['a map', { m: new Map() }, 'OUTPUT_UNSERIALISABLE', 'm is a Map'],
    ['a forgotten await', { p: Promise.resolve(1) }, 'OUTPUT_UNSERIALISABLE', 'p is a Promise'],
    ['a throwing toJSON', { toJSON: trap }, 'OUTPUT_UNSERIALISABLE', 'trap'],
    [
      'a throwing getter',
      Object.defineProperty({}, 'a', { get: trap, enumerable: true }),
      'OUTPUT_UNSERIALISABLE',
      'trap',
    ],
    ['65 levels', nested(65), 'OUTPUT_TOO_DEEP', 'deeper than 64'],
    ['a long string', 'x'.repeat(256 * 1024 - 1), 'OUTPUT_TOO_LARGE', '262144'],
    ['many bytes in few characters', '€'.repeat(100_000), 'OUTPUT_TOO_LARGE', '262144'],
    ['an endless sparse array', new Array(4_000_000_000), 'OUTPUT_TOO_LARGE', '262144'],
    ['a huge buffer', { b: Buffer.alloc(10_000_000) }, 'OUTPUT_TOO_LARGE', '262144'],
    ['a huge toJSON', { toJSON: () => 'x'.repeat(300_000) }, 'OUTPUT_TOO_LARGE', '262144'],
  ])('%s fails for good with a typed error', async (_name, value, code, message) => {
    const outcome = await outcomeOf(() => value);
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: { code, message: expect.stringContaining(message) },
      retryable: false,
    });
  });

  test('a proxy with throwing traps fails, and does not throw', async () => {
    expect(await outcomeOf(() => ({ inner: hostileProxy }))).toMatchObject({ status: 'failed' });
  });

  test('exactly the limit completes', async () => {
    expect(await outcomeOf(() => 'x'.repeat(256 * 1024 - 2))).toMatchObject({ status: 'completed' });
  });

  test('a value that shares itself exponentially is refused at once', async () => {
    let value: unknown[] = [1];
    for (let level = 0; level < 60; level++) value = [value, value];
    expect(await outcomeOf(() => value)).toMatchObject({ failure: { code: 'OUTPUT_TOO_LARGE' } });
  });

  test('an own __proto__ key stays data and pollutes nothing', async () => {
    const outcome = await outcomeOf(() => JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(outcome).toMatchObject({ status: 'completed', outputText: '{"__proto__":{"polluted":1}}' });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('what the handler changes later does not reach the output', async () => {
    const kept = { list: [1] };
    const outcome = await outcomeOf(() => kept);
    kept.list.push(2);
    expect(outcome).toMatchObject({ output: { list: [1] }, outputText: '{"list":[1]}' });
  });
});

describe('schemas', () => {
  const strict = agent({
    name: 'strict',
    input: z.object({ n: z.number(), deep: z.object({ s: z.string() }), d: z.number().default(7) }),
    output: z.object({ sum: z.number().max(10) }),
    handler: ({ n, d }) => ({ sum: n + d, extra: 'cut off' }),
  });

  test('an input that does not match fails for good and names every path', async () => {
    const { outcome } = await testAgent(strict, { n: 'x', deep: {} });
    expect(outcome).toMatchObject({ failure: { code: 'INPUT_INVALID' }, retryable: false });
    expect(JSON.stringify(outcome)).toMatch(/n: .*number.*deep\.s: .*string/);
  });

  test('defaults apply and unknown output fields are cut', async () => {
    const { outcome } = await testAgent(strict, { n: 1, deep: { s: '' } });
    expect(outcome).toMatchObject({ outputText: '{"sum":8}' });
  });

  test('an output that does not match fails for good', async () => {
    const { outcome } = await testAgent(strict, { n: 9, deep: { s: '' } });
    expect(outcome).toMatchObject({
      failure: { code: 'OUTPUT_INVALID', message: expect.stringContaining('sum') },
      retryable: false,
    });
  });

  test('asynchronous checks are awaited, and one that throws does not match', async () => {
    const check = (refine: (n: number) => Promise<boolean> | boolean) =>
      testAgent(agent({ name: 'a', input: z.number().refine(refine), handler: (n) => n }), 1);
    expect((await check(async () => true)).outcome.status).toBe('completed');
    expect((await check(async () => false)).outcome).toMatchObject({ failure: { code: 'INPUT_INVALID' } });
    expect((await check(trap)).outcome).toMatchObject({ failure: { code: 'INPUT_INVALID' } });
    expect((await check(() => Promise.reject(new Error('later')))).outcome).toMatchObject({
      failure: { code: 'INPUT_INVALID' },
    });
  });
});

describe('an output that JSON would change in silence is refused:', () => {
  class Reading {
    value = Number.NaN;
  }
  test.each<[string, unknown, string]>([
    ['NaN', { a: [1, { b: Number.NaN }] }, 'a.1.b is NaN'],
    ['Infinity', [Number.POSITIVE_INFINITY], '0 is Infinity'],
    ['an integer beyond 2^53', { id: 2 ** 53 + 2 }, 'id is the integer 9007199254740994'],
    ['NaN in a class', { at: new Reading() }, 'is NaN'],
    ['NaN from a toJSON', { toJSON: () => ({ n: Number.NaN }) }, 'n is NaN'],
    ['an Error', new Error('lost'), 'it is an Error'],
    ['an Error inside', { result: [new TypeError('lost')] }, 'result.0 is an Error'],
  ])('%s', async (_, returned, what) => {
    expect(await outcomeOf(() => returned)).toMatchObject({
      status: 'failed',
      retryable: false,
      failure: { code: 'OUTPUT_UNSERIALISABLE', message: expect.stringContaining(what) },
    });
  });

  test.each([2 ** 53, -(2 ** 53), 0.1, 1e300, 5e-324])('and %p is not', async (value) => {
    expect(await outcomeOf(() => ({ value }))).toMatchObject({ status: 'completed', output: { value } });
  });

  test('nor are keys that objects of JavaScript have by themselves', async () => {
    const text =
      '{"__proto__":{"a":1},"constructor":{"prototype":1},"toString":1,"then":1,"hasOwnProperty":1}';
    const outcome = await outcomeOf(() => JSON.parse(text));
    expect(outcome).toMatchObject({ status: 'completed', outputText: text });
  });
});

import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { agent } from './agent.ts';
import type { OutputStream } from './stream-output.ts';
import { testAgent } from './test-agent.ts';

const given = z.unknown();
const run = async (handler: () => unknown, options = {}) =>
  (await testAgent(agent({ name: 'x.stream', input: given, handler }), null, {}, options)).outcome;

async function* yielding(...values: unknown[]): AsyncIterable<unknown> {
  yield* values;
}

/** Half of a character each. */
const SPLIT = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1), Buffer.from('"\n')];

describe('a handler that returns a stream', () => {
  it.each<[string, () => unknown, unknown]>([
    [
      'a generator gives the list of what it yields',
      () => yielding(1, { a: [2] }, undefined),
      [1, { a: [2] }, null],
    ],
    ['a generator that yields nothing gives an empty list', () => yielding(), []],
    ['a Node stream of bytes gives a text', () => Readable.from(SPLIT, { objectMode: false }), 'ü"\n'],
    ['a Node stream of objects gives a list', () => Readable.from([{ a: 1 }, 'b']), [{ a: 1 }, 'b']],
    ['a web stream gives a text', () => new Response('a €').body, 'a €'],
    ['a promise of a generator gives a list', async () => yielding('x'), ['x']],
  ])('%s', async (_, handler, expected) => {
    const outcome = await run(handler);
    expect(outcome).toMatchObject({ status: 'completed', output: expected });
  });

  it.each<[string, () => unknown, object]>([
    [
      'of bytes that are not UTF-8',
      () => Readable.from([Buffer.from([0xff])], { objectMode: false }),
      { code: 'OUTPUT_UNSERIALISABLE' },
    ],
    ['of a value that is not JSON', () => yielding(1n), { code: 'OUTPUT_UNSERIALISABLE' }],
    [
      'of more bytes than the limit',
      () => yielding('x'.repeat(60), 'x'.repeat(60)),
      { code: 'OUTPUT_TOO_LARGE' },
    ],
  ])('%s fails for good', async (_, handler, failure) => {
    const outcome = await run(handler, { maxOutputBytes: 100 });
    expect(outcome).toMatchObject({ status: 'failed', failure, retryable: false });
  });

  it('whose source throws fails as if the handler had thrown', async () => {
    const handler = async function* () {
      yield 1;
      throw new Error('gone');
    };
    expect(await run(handler)).toMatchObject({ status: 'failed', failure: { code: 'AGENT_FAILED' } });
  });

  it('passes the schema of its output only as a whole', async () => {
    const strict = (handler: () => unknown) =>
      agent({
        name: 'x.strict',
        input: given,
        output: z.array(z.number()),
        handler: () => handler() as number[],
      });
    const outcomes = [yielding(1, 2), yielding('a')].map(
      async (stream) =>
        (
          await testAgent(
            strict(() => stream),
            null,
          )
        ).outcome,
    );
    expect(await Promise.all(outcomes)).toMatchObject([
      { status: 'completed', output: [1, 2] },
      { status: 'failed', failure: { code: 'OUTPUT_INVALID' } },
    ]);
  });

  it('is read piece by piece, as fast as it is kept', async () => {
    const alive: number[] = [];
    let made = 0;
    const handler = async function* () {
      for (; made < 64; made++) yield 'x'.repeat(64 * 1024);
    };
    const keepStream = async (stream: OutputStream) => {
      let kept = 0;
      for await (const piece of stream) {
        kept += piece.byteLength / 65_536;
        alive.push(made - kept);
      }
      return 'null';
    };
    expect(await run(handler, { keepStream })).toMatchObject({ status: 'completed', outputText: 'null' });
    expect(alive.length).toBeGreaterThanOrEqual(64);
    expect(Math.max(...alive)).toBeLessThan(2);
  });

  it('stops when the attempt is aborted', async () => {
    const controller = new AbortController();
    const handler = async function* () {
      yield 1;
      controller.abort(new Error('enough'));
      yield 2;
    };
    const endless = agent({ name: 'x.endless', input: given, handler });
    const { outcome } = await testAgent(endless, null, { signal: controller.signal });
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: { message: expect.stringContaining('enough') },
    });
  });
});

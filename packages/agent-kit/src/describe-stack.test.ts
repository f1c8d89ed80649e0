import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { agent } from './agent.ts';
import { describeStack } from './describe-stack.ts';
import { testAgent } from './test-agent.ts';

const bytesOf = (text: string | undefined): number => new TextEncoder().encode(text).length;

describe('the stack of what was thrown', () => {
  it('names the error and the line that threw it', () => {
    expect(describeStack(new TypeError('no'))).toMatch(
      /^TypeError: no\n {4}at .*describe-stack\.test\.ts:\d+:\d+/,
    );
  });

  it('goes on with those of its causes, of which a loop has an end', () => {
    const inner = new Error('inner');
    const outer = new Error('outer', { cause: inner });
    inner.cause = outer;
    expect(describeStack(outer)?.match(/^(Caused by: )?Error: \w+$/gm)).toEqual([
      'Error: outer',
      ...['Caused by: Error: inner', 'Caused by: Error: outer', 'Caused by: Error: inner'],
    ]);
  });

  it('has at most 40 lines and 4,096 bytes, however much was thrown', () => {
    const long = new Error('ü'.repeat(1_000_000));
    long.stack = `${long.stack}\n${'    at füüü (x.ts:1:1)\n'.repeat(100_000)}`;
    const stack = describeStack(long);
    expect(stack?.split('\n').length).toBeLessThanOrEqual(40);
    expect(bytesOf(stack)).toBeLessThanOrEqual(4_096);
    expect(stack).toContain('x.ts:1:1');
  });

  it('still has the frames of an error with a message of many lines', () => {
    expect(describeStack(new Error('line\n'.repeat(5_000)))).toContain('describe-stack.test.ts');
  });

  it.each([
    ['a text', 'no'],
    ['nothing', undefined],
    ['a value without a stack', { stack: 7 }],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
    ],
  ])('is none of %s', (_, thrown) => {
    expect(describeStack(thrown)).toBeUndefined();
  });
});

it('a handler that throws fails with the line that threw; one that is refused has none', async () => {
  const failing = agent({
    name: 'x.fail',
    input: z.object({ n: z.number() }),
    handler: ({ n }) => {
      throw new Error(`no ${n}`);
    },
  });
  const { outcome } = await testAgent(failing, { n: 1 });
  expect(outcome).toMatchObject({ status: 'failed', stack: expect.stringContaining('describe-stack.test') });
  const refused = await testAgent(failing, {});
  expect(refused.outcome).toMatchObject({ failure: { code: 'INPUT_INVALID' } });
  expect(refused.outcome).not.toHaveProperty('stack');
});

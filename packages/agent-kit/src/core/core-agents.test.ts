import { describe, expect, test } from '@jest/globals';
import { testAgent } from '../test-agent.ts';
import { coreAgents } from './core-agents.ts';
import { echo } from './echo.ts';
import { fail } from './fail.ts';
import { sleep } from './sleep.ts';

test('every worker has core.echo, core.sleep and core.fail', () => {
  expect(coreAgents.map(({ name }) => name)).toEqual(['core.echo', 'core.sleep', 'core.fail']);
});

test.each([[{ a: [1] }], ['text'], [null], [0]])('core.echo gives back %j', async (value) => {
  expect((await testAgent(echo, value)).outcome).toMatchObject({ status: 'completed', output: value });
});

describe('core.sleep', () => {
  test('gives back how long it slept', async () => {
    expect((await testAgent(sleep, { ms: 1 })).outcome).toMatchObject({ output: { ms: 1 } });
  });

  test('rejects as soon as its signal aborts', async () => {
    const controller = new AbortController();
    const trial = testAgent(sleep, { ms: 60_000 }, { signal: controller.signal });
    controller.abort();
    expect((await trial).outcome).toMatchObject({ status: 'failed' });
  });

  test.each([{}, { ms: -1 }, { ms: '1' }, { ms: 1, sm: 2 }, { ms: 1e12 }])('refuses %j', async (input) => {
    expect((await testAgent(sleep, input)).outcome).toMatchObject({ failure: { code: 'INPUT_INVALID' } });
  });
});

describe('core.fail', () => {
  const run = async (attempt: number, more: object = {}) =>
    (await testAgent(fail, { times: 2, ...more }, { attempt })).outcome;

  test('fails the first attempts, then tells which one it was', async () => {
    expect(await run(1)).toMatchObject({ status: 'failed', retryable: true });
    expect(await run(2, { message: 'as told' })).toMatchObject({ failure: { message: 'as told' } });
    expect(await run(3)).toMatchObject({ output: { attempt: 3 } });
  });

  test('fails for good when asked to', async () => {
    expect(await run(1, { retryable: false })).toMatchObject({ status: 'failed', retryable: false });
  });
});

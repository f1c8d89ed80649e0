import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { agent, Retryable, workflow } from '@ag06/agent-kit';
import { RunFailedError } from '@ag06/client';
import { startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startTestFleet } from './start-test-fleet.ts';
import type { TestFleet } from './test-fleet.ts';

const shout = agent({
  name: 'text.shout',
  input: z.object({ text: z.string() }),
  output: z.object({ text: z.string() }),
  handler: ({ text }) => ({ text: text.toUpperCase() }),
});
const secondTime = agent({
  name: 'second-time',
  input: z.unknown(),
  handler: (_, { attempt }) => {
    if (attempt === 1) throw new Retryable('not yet');
    return attempt;
  },
});
const standIn = agent({
  name: 'http.request',
  input: z.object({ url: z.string() }),
  handler: ({ url }) => ({ url }),
});
const loud = workflow({
  name: 'loud',
  input: z.object({ text: z.string() }),
  steps: (flow) => flow.step('shout', shout, ({ input }) => ({ with: { text: input.text } })),
  output: ({ steps }) => steps.shout.output.text,
});
const FLOWS = {
  each: `name: each
steps:
  all: { agent: text.shout, forEach: "\${input.texts}", with: { text: "\${item}" }, concurrency: 3 }
output: "\${steps.all.output}"`,
  again: `name: again
steps: { a: { agent: second-time, retry: { maxAttempts: 2, initialDelay: 1 } } }`,
  call: `name: call
steps: { a: { agent: http.request, with: { url: "https://example.com/" } } }
output: "\${steps.a.output.url}"`,
  ask: `name: ask
steps: { ask: { signal: answer } }`,
  breaks: `name: breaks
steps: { a: { agent: core.fail, with: { times: 1, retryable: false } } }`,
  nap: `name: nap
steps: { nap: { wait: 50ms } }`,
};

describe('startTestFleet', () => {
  let folder: string;
  let fleet: TestFleet;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ag06-test-fleet-'));
    const files = Object.entries(FLOWS).map(([name, text]) => [join(folder, `${name}.yaml`), text] as const);
    for (const [path, text] of files) await writeFile(path, text);
    fleet = await startTestFleet({
      agents: [shout, secondTime, standIn],
      workflows: [loud, ...files.map(([path]) => pathToFileURL(path))],
    });
  });
  afterAll(async () => {
    await fleet?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('runs a workflow in TypeScript, and gives its typed output', async () => {
    const output: string = await fleet.run(loud, { text: 'hello' });
    expect(output).toBe('HELLO');
  });

  test('runs workflows of files, with items, retries, timers, and an agent in the place of a built-in one', async () => {
    const [each, again, call] = await Promise.all([
      fleet.run('each', { texts: ['a', 'b', 'c', 'd'] }),
      fleet.run('again', {}),
      fleet.run('call', {}),
      fleet.run('nap', {}),
    ]);
    expect(each).toEqual(['A', 'B', 'C', 'D'].map((text) => ({ text })));
    expect(again).toEqual({ a: 2 });
    expect(call).toBe('https://example.com/');
  });

  test('tells how a run failed', async () => {
    await expect(fleet.run('breaks', {})).rejects.toBeInstanceOf(RunFailedError);
    expect(await fleet.end('breaks', {})).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('core.fail') },
    });
  });

  test('refuses an input that the workflow does not take', async () => {
    await expect(fleet.client.submit('loud', { text: 1 })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  test('says what a run waits for that does not end in time, and its client goes on with the run', async () => {
    await expect(fleet.run('ask', {}, { timeoutMs: 1 })).rejects.toThrow(
      /did not end within 1 ms\. .*answer/,
    );
    const run = await fleet.client.submit('ask', {});
    await fleet.client.signal(run, 'answer', 42);
    expect(await fleet.client.waitForOutput(run)).toEqual({ ask: 42 });
  });
});

const broken = workflow({
  name: 'broken',
  input: z.null(),
  steps: (flow) => flow.step('a', 'core.echo', () => ({ with: '${1 +}' })),
});

test('startTestFleet refuses a setting and a workflow that are wrong', async () => {
  const wrong = startTestFleet({ settings: { AG06_CONCURRENCY: 'many' } });
  await expect(wrong).rejects.toThrow('AG06_CONCURRENCY');
  await expect(startTestFleet({ workflows: [broken] })).rejects.toMatchObject({ code: 'DEFINITION_INVALID' });
});

describe('a fleet on a server', () => {
  test('leaves no connection to it if it does not start, and moves no time', async () => {
    await using redis = await startRedis({ appendonly: false });
    const wrong = startTestFleet({ workflows: [broken], brokerUrl: redis.url });
    await expect(wrong).rejects.toMatchObject({ code: 'DEFINITION_INVALID' });
    await until(async () => (await countClients(redis.port)) === 1);
    await using fleet = await startTestFleet({ brokerUrl: redis.url });
    await expect(fleet.advance('1h')).rejects.toMatchObject({ code: 'TIME_NOT_MOVABLE' });
  });
});

/** How many clients a Redis has, with the one that asks. */
async function countClients(port: number): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.end('CLIENT LIST\r\n');
  const [chunk] = await once(socket, 'data');
  return String(chunk).match(/^id=/gm)?.length ?? 0;
}

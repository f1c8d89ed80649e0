import { agent } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import { createLog } from '@ag06/telemetry';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

const throwing = agent({
  name: 'x.throw',
  breaker: 'off',
  input: z.object({ url: z.string() }),
  handler: ({ url }) => {
    throw new TypeError(`no answer from ${url}`);
  },
});
const URL = 'redis://me:s3cret@host';
const once = { retry: { maxAttempts: 1 } };

/** Runs what is queued, and answers the log's lines and the run's events. */
async function play(definition: Json) {
  const bench = new SessionBench([throwing]);
  const lines: string[] = [];
  const log = createLog('info', {}, { write: (line) => void lines.push(line) });
  const runId = await bench.submit(definition);
  const worker = bench.worker({ id: 'w-7', log });
  while (bench.queued.length > 0) await worker.run(bench.take());
  return { runId, events: await bench.events(runId), lines: lines.map((line) => JSON.parse(line)) };
}

describe('an attempt that fails', () => {
  it('is logged once, with all that leads to the line that threw, and without secrets', async () => {
    const { runId, lines } = await play(one('x.throw', { with: { url: URL }, ...once }));
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        msg: 'An attempt failed.',
        runId,
        correlationId: 'corr',
        step: 's',
        attempt: 1,
        agent: 'x.throw',
        worker: 'w-7',
        code: 'AGENT_FAILED',
        message: 'no answer from redis://***@host',
        stack: expect.stringMatching(/^TypeError: .*\n.*trace-failure\.test\.ts:\d+/),
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('names its worker once in a log that names it in each line', async () => {
    const bench = new SessionBench([throwing]);
    const lines: string[] = [];
    const log = createLog('info', { worker: 'w-7' }, { write: (line) => void lines.push(line) });
    await bench.submit(one('x.throw', { with: { url: URL }, ...once }));
    await bench.worker({ id: 'w-7', log }).run(bench.take());
    expect(lines.join('').match(/"worker"/g)).toHaveLength(1);
  });

  it('has an event with its worker, its duration, its input and where it was thrown', async () => {
    const { events } = await play(one('x.throw', { with: { url: URL }, ...once }));
    expect(events.find(({ type }) => type === 'step.failed')).toMatchObject({
      error: { code: 'AGENT_FAILED', step: 's', attempt: 1 },
      worker: 'w-7',
      waitMs: expect.any(Number),
      durationMs: expect.any(Number),
      inputBytes: JSON.stringify({ url: URL }).length,
      stack: expect.stringMatching(/trace-failure\.test\.ts/),
    });
    const failed = events.find(({ type }) => type === 'run.failed');
    expect(JSON.stringify(failed)).not.toContain('stack');
  });

  it('is logged for each attempt, and for each item alike', async () => {
    const each = { forEach: [1, 2], concurrency: 1, onFailure: 'continue', with: { url: '${string(item)}' } };
    const retry = { maxAttempts: 2, initialDelay: 1, jitter: 'none' };
    const { events, lines } = await play(one('x.throw', { ...each, retry }));
    const told = events.filter(({ stack }) => stack !== undefined);
    expect(told.map(({ type, item, attempt, worker }) => `${type} ${item} ${attempt} ${worker}`)).toEqual([
      ...['item.retrying 0 1 w-7', 'item.failed 0 2 w-7', 'item.retrying 1 1 w-7', 'item.failed 1 2 w-7'],
    ]);
    expect(lines.map(({ item, attempt }) => [item, attempt])).toEqual([
      ...[
        [0, 1],
        [0, 2],
        [1, 1],
        [1, 2],
      ],
    ]);
  });

  it('of 30 items writes 20 stacks to the run, and all to the worker’s log', async () => {
    const forEach = Array.from({ length: 30 }, (_, i) => i);
    const each = { forEach, onFailure: 'continue', with: { url: '${string(item)}' }, ...once };
    const { events, lines } = await play(one('x.throw', each));
    const failed = events.filter(({ type }) => type === 'item.failed');
    expect(
      failed.filter(({ worker, durationMs }) => worker === 'w-7' && durationMs !== undefined),
    ).toHaveLength(30);
    expect(failed.filter(({ stack }) => stack !== undefined)).toHaveLength(20);
    expect(lines.filter(({ stack }) => stack !== undefined)).toHaveLength(30);
  });

  it('without a stack, because of an unfit input, is logged all the same', async () => {
    const { events, lines } = await play(one('x.throw', { with: { url: 7 } }));
    const failed = events.find(({ type }) => type === 'step.failed');
    expect(failed).toMatchObject({ error: { code: 'INPUT_INVALID' }, worker: 'w-7', inputBytes: 9 });
    expect(failed).not.toHaveProperty('stack');
    expect(lines).toMatchObject([{ code: 'INPUT_INVALID' }]);
  });
});

it('a condition that fails is logged, and its event names the worker', async () => {
  const { events, lines } = await play(one('x.throw', { when: '${1 / 0 > 1}' }));
  const failed = events.find(({ type }) => type === 'step.failed');
  expect(failed).toMatchObject({ error: { code: 'EXPRESSION_FAILED' }, worker: expect.any(String) });
  if (failed?.worker === 'w-7') expect(lines).toMatchObject([{ code: 'EXPRESSION_FAILED', step: 's' }]);
});

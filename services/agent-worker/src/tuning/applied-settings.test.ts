import { agent } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import { assignRun } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { one } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

const NAME = 'x.fails';
const failing = agent({
  name: NAME,
  input: z.unknown(),
  handler: () => {
    throw new Error('no');
  },
});
const hanging = agent({ name: 'x.hangs', input: z.unknown(), handler: () => new Promise(() => {}) });

/** Runs one attempt of a step, and returns what the log says about it. */
async function attemptOnce(bench: SessionBench, name: string, more = {}, input: Json = null) {
  bench.queued.length = 0;
  const runId = await bench.submit(one(name, more), input);
  await bench.worker().run(bench.take());
  const events = await bench.events(runId);
  return events.map(({ type }) => type).filter((type) => type.startsWith('step.') && type !== 'step.started');
}

it('a step that says nothing about retries is tried as often as the published settings say', async () => {
  const bench = new SessionBench([failing]);
  const ends = async (more = {}) => (await attemptOnce(bench, NAME, more)).at(-1);
  expect(await ends()).toBe('step.retrying');
  bench.settings.set(NAME, { version: 1, settings: { maxAttempts: 1 } });
  expect(await ends()).toBe('step.failed');
  expect(await ends({ retry: { maxAttempts: 2 } })).toBe('step.retrying');
});

it('a published back-off delays the second attempt of a step that says nothing about retries', async () => {
  const bench = new SessionBench([failing]);
  bench.settings.set(NAME, { version: 1, settings: { backoffMs: 0 } });
  await attemptOnce(bench, NAME);
  expect(bench.queued.at(-1)).toMatchObject({ attempt: 2, delayMs: 0 });
});

it('a published time-out of a size of inputs ends the attempts of that size', async () => {
  const bench = new SessionBench([hanging]);
  const bySize = { 0: { timeoutMs: 30_000 }, 2: { timeoutMs: 15 } };
  bench.settings.set('x.hangs', { version: 1, settings: { timeoutMs: 20_000, bySize } });
  const step = { with: '${input.text}', retry: { maxAttempts: 1 } };
  const ended = await attemptOnce(bench, 'x.hangs', step, { text: 'x'.repeat(1_000) });
  expect(ended.at(-1)).toBe('step.timed_out');
});

it('an attempt in an experiment has the settings of its arm, and its sample and the log of its run say so', async () => {
  const experiment = 'x-0123456789abcdef';
  const bench = new SessionBench([failing]);
  bench.settings.set(NAME, { version: 5, settings: { backoffMs: 0 } });
  bench.settings.try(NAME, {
    experiment,
    arms: { a: { maxAttempts: 1 }, b: { maxAttempts: 2 } },
    arm: undefined,
  });
  const seen = new Set<string>();
  while (seen.size < 2) {
    // Without the second attempt of a run before.
    bench.queued.length = 0;
    const runId = await bench.submit(one(NAME));
    await bench.worker().run(bench.take());
    const arm = assignRun(experiment, runId);
    seen.add(arm);
    const events = await bench.events(runId);
    expect(events.map(({ type }) => type)).toContain(arm === 'a' ? 'step.failed' : 'step.retrying');
    const told = events.find(({ type }) => type === 'custom');
    expect(told).toMatchObject({ name: 'experiment.arm', data: { experiment, arm } });
    const isLast = arm === 'a';
    expect(bench.attempts.at(-1)).toMatchObject({
      runId,
      configVersion: 5,
      isLast,
      trial: { experiment, arm },
    });
  }
});

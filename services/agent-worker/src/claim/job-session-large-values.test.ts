import { agent } from '@ag06/agent-kit';
import type { Json } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { step } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

const large = agent({
  name: 'x.large',
  input: z.object({ bytes: z.number() }),
  handler: ({ bytes }) => ({ text: 'x'.repeat(bytes) }),
});
const measure = agent({
  name: 'x.measure',
  input: z.array(z.string()),
  handler: (texts) => texts.map(({ length }) => length),
});
const KB = 1024;
const largeSteps = (count: number, bytes: number, more: Record<string, Json> = {}) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`s${i}`, step('x.large', [], { with: { bytes }, ...more })]),
  );
const textsOf = (count: number): Json =>
  Array.from({ length: count }, (_, i) => `\${steps.s${i}.output.text}`);

async function run(steps: Record<string, Json>, output?: Json) {
  const bench = new SessionBench([large, measure]);
  const runId = await bench.submit({ name: 'large', steps, ...(output !== undefined && { output }) });
  const worker = bench.worker();
  while (bench.queued.length > 0) await worker.run(bench.take());
  return (await bench.store.runs.loadRun(runId)) ?? undefined;
}

it('a worker gives a step all that it reads, also where that is too much to be told', async () => {
  const steps = {
    ...largeSteps(20, 200 * KB),
    z: step('x.measure', [...Object.keys(largeSteps(20, 0))], { with: textsOf(20) }),
  };
  const ended = await run(steps, '${steps.z.output}');
  expect(ended).toMatchObject({ status: 'completed', output: Array.from({ length: 20 }, () => 200 * KB) });
});

it('a worker goes on with what it reads when a newer delivery of its job joins meanwhile', async () => {
  const bench = new SessionBench([large, measure]);
  const z = step('x.measure', ['s0', 's1'], { with: textsOf(2) });
  const runId = await bench.submit({ name: 'large', steps: { ...largeSteps(2, 200 * KB), z } });
  const worker = bench.worker({ eager: false });
  for (let i = 0; i < 2; i++) await worker.run(bench.take());
  const { runs } = bench.store;
  const measureFields = runs.measureFields.bind(runs);
  const asked = Promise.withResolvers<void>();
  const joined = Promise.withResolvers<void>();
  runs.measureFields = async (...args) => {
    asked.resolve();
    await joined.promise;
    return measureFields(...args);
  };
  const session = worker.open(bench.take());
  const done = session.run();
  await asked.promise;
  const jobId = `${runId}.z.d1`;
  await session.join({
    agent: 'x.measure',
    jobId,
    delivery: 2,
    data: {},
    dueAt: 0,
    lockedSince: () => 0,
  });
  joined.resolve();
  expect(await done).toEqual({ end: 'done' });
  expect((await runs.loadRun(runId))?.output).toEqual({ z: [200 * KB, 200 * KB] });
});

it('a worker evaluates a condition, a list and an output of large values', async () => {
  const steps = {
    ...largeSteps(2, 100 * KB),
    skipped: step('x.measure', ['s0', 's1'], { when: '${steps.s0.output.text != steps.s1.output.text}' }),
    each: step('x.measure', ['s0', 's1'], { forEach: textsOf(2), with: ['${item}'] }),
  };
  const ended = await run(steps, {
    each: '${steps.each.output}',
    was: '${steps.skipped.status}',
    same: '${steps.s0.output == steps.s1.output}',
  });
  expect(ended).toMatchObject({
    status: 'completed',
    output: { each: [[100 * KB], [100 * KB]], was: 'skipped', same: true },
  });
});

it('a worker fails a run whose output is too large with the steps and the limit', async () => {
  const ended = await run(largeSteps(8, 600 * KB));
  expect(ended).toMatchObject({
    status: 'failed',
    error: { code: 'OUTPUT_TOO_LARGE', message: expect.stringContaining('the output of step s0 has 614411') },
  });
});

it('a worker fails a step that reads too much, and never calls its handler', async () => {
  const steps = {
    ...largeSteps(50, 200 * KB),
    z: step('x.measure', Object.keys(largeSteps(50, 0)), { with: textsOf(50), onFailure: 'continue' }),
  };
  const ended = await run(steps, '${steps.z.error.code}');
  expect(ended).toMatchObject({ status: 'completed', output: 'READS_TOO_LARGE' });
});

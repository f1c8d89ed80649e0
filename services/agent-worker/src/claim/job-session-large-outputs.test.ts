import { Readable } from 'node:stream';
import { agent } from '@ag06/agent-kit';
import { type Json, LIMITS } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { step } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

const LARGE = LIMITS.outputBytes;
const sized = z.object({ bytes: z.number() });
const agents = [
  agent({ name: 'x.large', input: sized, handler: ({ bytes }) => 'x'.repeat(bytes) }),
  agent({
    name: 'x.rows',
    input: sized,
    handler: async function* ({ bytes }) {
      for (let n = 0; n < bytes / 1_000; n++) yield 'y'.repeat(997);
    },
  }),
  agent({
    name: 'x.stream',
    input: sized,
    handler: ({ bytes }) => Readable.from([Buffer.alloc(bytes, 'z')], { objectMode: false }),
  }),
  agent({ name: 'x.length', input: z.object({ of: z.any() }), handler: ({ of }) => of.length }),
];

async function run(steps: Record<string, Json>, output?: Json) {
  const bench = new SessionBench(agents);
  const runId = await bench.submit({ name: 'large', steps, ...(output !== undefined && { output }) });
  const worker = bench.worker();
  while (bench.queued.length > 0) await worker.run(bench.take());
  const ended = await bench.store.runs.loadRun(runId);
  return { ended, runs: bench.store.runs, runId, blobs: bench.store.blobs };
}

const lengthOf = (id: string): Json => step('x.length', [id], { with: { of: `\${steps.${id}.output}` } });

it.each([
  ['x.large', LARGE + 10, LARGE + 10],
  ['x.rows', LARGE * 2, Math.ceil((LARGE * 2) / 1_000)],
  ['x.stream', LARGE * 2, LARGE * 2],
])('a step reads the whole output of %s although a field cannot hold it', async (name, bytes, length) => {
  const { ended, runId, runs } = await run({ a: step(name, [], { with: { bytes } }), b: lengthOf('a') });
  expect(ended).toMatchObject({ status: 'completed', output: { b: length } });
  expect((await runs.findLarge(runId, ['o:a'])).size).toBe(1);
});

it('a stream that a field can hold is its output there', async () => {
  const { ended, blobs, runId } = await run({ a: step('x.rows', [], { with: { bytes: 2_000 } }) });
  expect(ended).toMatchObject({ status: 'completed', output: { a: ['y'.repeat(997), 'y'.repeat(997)] } });
  expect(await blobs.list(runId)).toEqual([]);
});

it('a run whose output is that of its only step passes it on by reference, whatever its size', async () => {
  const bytes = LIMITS.readBytes + 1;
  const { ended, blobs, runId } = await run(
    { a: step('x.stream', [], { with: { bytes } }) },
    '${steps.a.output}',
  );
  expect(ended).toMatchObject({ status: 'completed', large: { bytes: bytes + 2 } });
  expect(await blobs.list(runId)).toEqual([ended?.large]);
});

it('a step that reads more than it may fails without a call of its handler, and says how much it is', async () => {
  const bytes = LIMITS.readBytes + 1;
  const { ended } = await run({ a: step('x.stream', [], { with: { bytes } }), b: lengthOf('a') });
  expect(ended).toMatchObject({
    status: 'failed',
    error: { code: 'READS_TOO_LARGE', step: 'b', message: expect.stringContaining(`${bytes + 2}`) },
  });
});

it('a forEach step lists large outputs of its items', async () => {
  const each = step('x.large', [], { forEach: [300_000, 5], with: { bytes: '${item}' } });
  const { ended, blobs, runId } = await run({ each }, { sizes: '${steps.each.output.map(t, size(t))}' });
  expect(ended).toMatchObject({ status: 'completed', output: { sizes: [300_000, 5] } });
  expect(await blobs.list(runId)).toHaveLength(1);
});

it.each([
  ['is tried until it is true', 300_000, { status: 'completed' }],
  ['fails with its limit', LIMITS.readBytes, { status: 'failed', error: { code: 'OUTPUT_TOO_LARGE' } }],
])('a condition that reads a large output of its own step %s', async (_, bytes, expected) => {
  const repeat = { until: '${size(output) > 5}', max: 2 };
  const { ended } = await run({ a: step('x.stream', [], { with: { bytes }, repeat }) });
  expect(ended).toMatchObject(expected);
});

import { agent } from '@ag06/agent-kit';
import { loadEvents } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { one, step } from '../testing/definitions.ts';
import { SessionBench } from '../testing/session-bench.ts';

const DONE = { end: 'done' };

/** A bench with an agent that counts its calls, and a worker that has heard of all pauses so far. */
async function createBench(...paused: readonly string[]) {
  const counted = { calls: 0, during: async () => {} };
  const bench = new SessionBench([
    agent({ name: 'x.count', input: z.unknown(), handler: () => ++counted.calls }),
    agent({ name: 'x.first', input: z.unknown(), handler: () => counted.during() }),
  ]);
  const worker = bench.worker();
  for (const name of paused) await bench.pause(name, true);
  return { bench, worker, counted };
}

describe('a step of a paused agent, workflow or fleet', () => {
  it.each([
    ['its agent', 'agent:x.count'],
    ['its workflow', 'workflow:one'],
    ['the fleet', 'fleet'],
  ])('is blocked by its claim while %s is paused, and uses up nothing', async (_, name) => {
    const { bench, worker, counted } = await createBench(name);
    const runId = await bench.submit(one('x.count'));
    expect(await worker.run(bench.take())).toEqual(DONE);
    expect(await bench.unitOf(runId, 's')).toMatchObject({
      status: 'blocked',
      blockedBy: `hold:${name}`,
      attempt: 1,
      lost: 0,
    });
    expect((await loadEvents(bench.store.runs, runId, 0, 9))?.at(-1)).toMatchObject({
      type: 'step.blocked',
      pausedBy: 'ops',
    });
    expect(await bench.starts(runId)).toEqual([]);
    expect(counted.calls).toBe(0);
  });

  it('begins while something else is paused', async () => {
    const { bench, worker, counted } = await createBench('agent:core.echo', 'workflow:other');
    const runId = await bench.submit(one('x.count'));
    await worker.run(bench.take());
    expect((await bench.store.runs.loadSummary(runId))?.status).toBe('completed');
    expect(counted.calls).toBe(1);
  });

  it('begins once it is resumed', async () => {
    const { bench, worker } = await createBench('agent:x.count');
    await bench.pause('agent:x.count', false);
    const runId = await bench.submit(one('x.count'));
    await worker.run(bench.take());
    expect((await bench.store.runs.loadSummary(runId))?.status).toBe('completed');
  });

  it.each(['agent:x.count', 'workflow:eager', 'fleet'])(
    'goes to its queue instead of being claimed eagerly: %s',
    async (name) => {
      const { bench, worker, counted } = await createBench();
      const steps = { a: step('x.first'), b: step('x.count', ['a']) };
      const runId = await bench.submit({ name: 'eager', steps });
      counted.during = () => bench.pause(name, true);
      await worker.run(bench.take());
      expect(await bench.starts(runId)).toEqual(['a 1']);
      expect(bench.queued.map((activation) => activation.step)).toEqual(['b']);
    },
  );

  it('is put aside without using an attempt if it was granted before the news of the pause came', async () => {
    const { bench, worker, counted } = await createBench();
    const runId = await bench.submit(one('x.count'));
    bench.afterApply = async (command) => {
      if (command.kind === 'claim') await bench.pause('agent:x.count', true);
    };
    await worker.run(bench.take());
    expect(await bench.unitOf(runId, 's')).toMatchObject({ status: 'blocked', attempt: 1 });
    expect(counted.calls).toBe(0);
  });
});

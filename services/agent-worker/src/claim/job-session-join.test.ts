import type { Commit } from '@ag06/protocol';
import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { echo, step } from '../testing/definitions.ts';
import { createHeldAgent } from '../testing/held-agent.ts';
import { SessionBench } from '../testing/session-bench.ts';

function createBench() {
  const held = createHeldAgent('x.held');
  return { held, bench: new SessionBench([held.agent]) };
}

const isOf = ({ guard }: Commit, unit: string): boolean => guard.on === 'token' && guard.unit === unit;

describe('a join beside a step that another process took over', () => {
  it('reads what was recorded, though the older holder has an outcome that is not refused yet', async () => {
    const { held, bench } = createBench();
    const steps = {
      a: step('x.held'),
      b: step('x.held', ['a']),
      c: step('x.held', ['a']),
      d: step('core.echo', ['b', 'c'], { with: '${steps.b.output}' }),
    };
    const runId = await bench.submit({ name: 'join', steps });
    const older = bench.worker({ id: 'older' });
    const activation = bench.take();
    const done = older.run(activation);
    (await held.call(1)).end(null);
    await held.call(3);
    const callOf = (name: string) => held.calls.find(({ context }) => context.step === name);
    const late = Promise.withResolvers<void>();
    bench.beforeApply = async (command) => {
      const isLate = command.kind === 'commit' && command.issuer.worker === 'older' && isOf(command, 'b');
      if (isLate) await late.promise;
    };
    const [b, c] = [callOf('b'), callOf('c')];
    const mended = { ...activation, ...(await bench.mend(runId, 'b')) };
    const newer = bench.worker({ eager: false }).run(mended);
    (await held.call(4)).end('recorded');
    await newer;
    b?.end('refused');
    c?.end(null);
    await until(async () => (await bench.unitOf(runId, 'd'))?.status === 'completed');
    late.resolve();
    await done;
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ d: 'recorded' });
  });

  it('keeps a zombie’s output away from the other branches of its own job', async () => {
    const { held, bench } = createBench();
    const steps = {
      a: echo(),
      b: step('x.held', ['a']),
      c: step('x.held', ['a']),
      d: step('core.echo', ['b', 'c'], { with: '${steps.b.output}' }),
    };
    const runId = await bench.submit({ name: 'fan', steps });
    const activation = bench.take();
    const job = bench.worker().run(activation);
    const [b, c] = [await held.call(1), await held.call(2)];
    const again = await bench.mend(runId, 'b');
    const other = bench.worker().run({ ...activation, agent: 'x.held', ...again });
    (await held.call(3)).end('the recorded');
    await other;
    b.end('the zombie');
    await until(async () => (await bench.events(runId)).at(-1)?.type === 'step.result_ignored');
    c.end(null);
    await job;
    expect((await bench.store.runs.loadRun(runId))?.output).toEqual({ d: 'the recorded' });
  });
});

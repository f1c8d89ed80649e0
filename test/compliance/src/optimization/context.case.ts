import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { proveCase } from '../proof/prove-case.ts';
import {
  allBut,
  PATIENCE_MS,
  startWork,
  untilInForce,
  untilTuning,
  useTunedFleet,
} from './use-tuned-fleet.ts';

const WORKERS = 2;
/** So far apart that a busy machine is not taken for a slow service. */
const [DEADLINE_S, SLOW_MS] = [8, 20_000];
const { client, service } = useTunedFleet({
  workers: WORKERS,
  optimizers: 2,
  concurrency: 20,
  answerMs: 150,
  slowMs: SLOW_MS,
});

proveCase(
  58,
  'Settings depend on the context: where calls with large inputs straggle and small ones do not, only large ones are to be made a second time; applied, the service gets second calls for stragglers of that size alone.',
  async (measure) => {
    const agent = 'tuned.sized';
    const [small, large] = [
      { plan: 'ok', pad: 50 },
      { plan: 'ok', pad: 1_000 },
    ] as const;
    const straggler = { plan: 'slow', pad: 1_000 } as const;
    await client().tuning.setPolicy(agent, {
      objective: { classes: [{ deadlineS: DEADLINE_S }] },
      lock: allBut('hedgeAfterMs', 'timeoutMs', 'bySize'),
    });
    // Sizes of which little is known borrow from others that look alike.
    const target = { client: client(), url: service().url };
    const warmUp = await startWork(target, agent, 40, [small]);
    await until(() => service().callsOf(agent).length >= 400, { timeoutMs: PATIENCE_MS });
    await warmUp.stop();
    // A second call takes a slot that is idle: fewer steps than the workers have slots. A tenth of large ones, and none of small ones.
    const kinds = [small, straggler, ...Array.from({ length: 9 }, () => [small, large]).flat()];
    const load = await startWork(target, agent, 24, kinds);
    const decision = await until(
      async () => {
        const { items } = await client().tuning.history(agent);
        return items.find(({ reason }) => reason === 'HEDGE_ON');
      },
      { timeoutMs: PATIENCE_MS, everyMs: 250, message: 'a second call to be proposed' },
    );
    const bySize = Object(decision?.to.bySize) as Record<string, { hedgeAfterMs: number | null } | undefined>;
    measure('what is proposed, by bucket of size', JSON.stringify(bySize));
    const delay = bySize[2]?.hedgeAfterMs ?? Number.NaN;
    expect(delay).toBeLessThan(1_000 * DEADLINE_S);
    expect(delay).toBeGreaterThanOrEqual(100);
    expect(bySize[1]?.hedgeAfterMs ?? null).toBeNull();
    const applied = await client().tuning.apply(agent);
    await untilInForce(client(), agent, applied.version, WORKERS);
    await untilTuning(
      client(),
      agent,
      ({ published }) => published?.version === applied.version,
      'it to be published',
    );
    const from = service().callsOf(agent).length;
    // The slow call of a step is broken off as soon as its second one is answered.
    const seconds = await until(
      () => {
        const keys = new Map<string, number>();
        const calls = service().callsOf(agent).slice(from);
        for (const { run, n } of calls) keys.set(`${run} ${n}`, (keys.get(`${run} ${n}`) ?? 0) + 1);
        const twice = calls.filter(({ run, n }) => keys.get(`${run} ${n}`) === 2);
        return twice.length >= 8 ? twice : undefined;
      },
      { timeoutMs: PATIENCE_MS, everyMs: 100, message: 'second calls' },
    );
    await load.stop();
    measure(
      'second calls of large and small inputs',
      [1_000, 50].map((pad) => (seconds ?? []).filter((call) => call.pad === pad).length / 2).join(' and '),
    );
    expect((seconds ?? []).filter(({ pad }) => pad === 50)).toEqual([]);
  },
  600_000,
);

import { expect, it } from '@jest/globals';
import { leaseRate, type RateLease } from '../rate-lease.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';

const RATE = 40;

/** A rate that all workers share. */
export function describeRates({ store }: Context): void {
  const ask = (name: string, holder: string, wanted: number) => {
    const { shared, runs } = store();
    return leaseRate(shared, () => runs.now(), { name, rate: RATE, wanted, holder });
  };

  it('gives no permit twice, and none sooner after another than the rate allows, however many ask at a time', async () => {
    const name = freshId();
    const leases: RateLease[] = [];
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => ask(name, holder, 3)));
      leases.push(...answers.filter((lease) => lease !== undefined));
    }
    const moments = leases
      .flatMap(({ firstAt, everyMs, count }) =>
        Array.from({ length: count }, (_, i) => firstAt + i * everyMs),
      )
      .toSorted((a, b) => a - b);
    expect(moments.length).toBeGreaterThan(0);
    for (const [i, moment] of moments.slice(1).entries())
      expect(moment - (moments[i] ?? 0)).toBeGreaterThanOrEqual(1_000 / RATE - 0.001);
  });

  it('leases of a dead worker run out: the next permits come at their time, whoever holds those before', async () => {
    const name = freshId();
    const first = await ask(name, 'dead', 10);
    const second = await ask(name, 'alive', 1);
    expect(first?.count).toBeGreaterThan(0);
    const { firstAt = 0, now = 0 } = second ?? {};
    expect(firstAt - now).toBeLessThanOrEqual(1_000);
  });
}

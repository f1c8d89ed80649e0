import { describe, expect, it } from '@jest/globals';
import { Service } from './service.ts';
import type { ServiceModel } from './service-model.ts';

const MODEL: ServiceModel = {
  medians: [0.2, 0.8],
  variation: 0,
  knee: null,
  acceptsPerSecond: null,
  failureShare: 0,
  outages: [],
  slow: { share: 0, factor: 1 },
};
const create = (change: Partial<ServiceModel>) => new Service({ ...MODEL, ...change }, 1);

describe('Service', () => {
  it('takes as long as its median says, by the size of the input', () => {
    const service = create({});
    expect(service.begin(0, 0)).toEqual({ status: 200, afterMs: 200 });
    expect(service.begin(0, 1)).toEqual({ status: 200, afterMs: 800 });
  });

  it('answers most calls a second with as many in flight as its knee says', () => {
    const rateAt = (inflight: number) => {
      const service = create({ knee: { contention: 0.002, best: 40 } });
      let last = 0;
      for (let i = 0; i < inflight; i++) last = service.begin(0, 0).afterMs;
      return inflight / last;
    };
    expect(rateAt(40)).toBeGreaterThan(rateAt(20));
    expect(rateAt(40)).toBeGreaterThan(rateAt(80));
  });

  it('refuses calls above its rate, after a burst of a second', () => {
    const service = create({ acceptsPerSecond: 5 });
    const statuses = (now: number, count: number) =>
      Array.from({ length: count }, () => service.begin(now, 0).status);
    expect(statuses(0, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(statuses(400, 3)).toEqual([200, 200, 429]);
  });

  it('fails nearly all calls during an outage, counted from its first call', () => {
    const service = create({ outages: [{ from: 10, to: 20 }] });
    const failures = (now: number) =>
      Array.from({ length: 100 }, () => service.begin(now, 0).status).filter((status) => status === 503)
        .length;
    expect(failures(5_000_000)).toBe(0);
    expect(failures(5_012_000)).toBeGreaterThan(80);
    expect(failures(5_021_000)).toBe(0);
  });

  it('counts what each call came to', () => {
    const service = create({ acceptsPerSecond: 2 });
    const [first, second, third] = [service.begin(0, 0), service.begin(0, 0), service.begin(0, 0)];
    service.end(first, false);
    service.end(second, true);
    service.end(third, false);
    expect(service.figures).toEqual({
      calls: 3,
      answered: 1,
      refused: 1,
      failed: 0,
      abandoned: 1,
      inflight: 0,
    });
  });
});

import { TuningSettings } from '@ag06/contracts/tuning';
import { describe, expect, it } from '@jest/globals';
import { toBestSettings } from './best-settings.ts';
import { SCENARIOS } from './scenario.ts';
import { createScenario } from './scenarios.ts';

describe('The best settings of a scenario', () => {
  it.each(SCENARIOS)('can be published: %s', (name) => {
    const settings = toBestSettings(createScenario(name, 91));
    expect(TuningSettings.parse(settings)).toEqual(settings);
  });

  it('are the rate that the service takes, and its knee shared among the workers', () => {
    const [limit, knee] = [createScenario('limit', 91), createScenario('knee', 91)];
    expect(toBestSettings(limit)).toEqual({ ratePerSec: limit.service.acceptsPerSecond });
    expect((toBestSettings(knee).concurrency ?? 0) * 2).toBeCloseTo(knee.service.knee?.best ?? 0, -1);
  });

  it('are a second call of each size, later than most calls take and before the deadline', () => {
    const { service, worth, ...other } = createScenario('stragglers', 91);
    const { bySize = {} } = toBestSettings({ service, worth, ...other });
    expect(Object.keys(bySize)).toEqual(['0', '1', '2']);
    for (const [size, median] of service.medians.entries()) {
      const seconds = (bySize[size]?.hedgeAfterMs ?? 0) / 1_000;
      expect(seconds).toBeGreaterThan(median);
      expect(seconds).toBeLessThan((worth[size]?.deadlineS ?? 0) / 2);
    }
  });
});

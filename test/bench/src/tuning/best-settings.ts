import type { TuningSettings } from '@ag06/client';
import { toSizeBucket } from '@ag06/contracts/tuning';
import { createInput } from './feeder.ts';
import type { Scenario } from './scenario.ts';
import { WORKERS } from './scenarios.ts';

/** Attempts of a step that a service fails for a while. */
const MANY_ATTEMPTS = 8;
/** The 95th percentile of a normal distribution. */
const Z = 1.645;

/** Returns the best settings that do not change, of somebody who knows the service: what there is to gain at most. */
export function toBestSettings({ name, service }: Scenario): TuningSettings {
  switch (name) {
    case 'knee':
      return service.knee === null ? {} : { concurrency: Math.round(service.knee.best / WORKERS) };
    case 'limit':
      return { ratePerSec: service.acceptsPerSecond };
    case 'outage':
      return { maxAttempts: MANY_ATTEMPTS };
    case 'stragglers':
      return {
        bySize: Object.fromEntries(service.medians.map((median, size) => hedge(median, size, service))),
      };
    case 'flat':
      return {};
  }
}

/** A second call once the first has taken longer than 95 % of those that are not slow. */
function hedge(median: number, size: number, { variation }: Scenario['service']) {
  const sigma2 = Math.log(1 + variation ** 2);
  const seconds = median * Math.exp(Z * Math.sqrt(sigma2) - sigma2 / 2);
  const bucket = toSizeBucket(JSON.stringify(createInput(size)).length);
  return [String(bucket), { hedgeAfterMs: Math.round(1_000 * seconds) }] as const;
}

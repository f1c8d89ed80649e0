import { SETTING_NAMES, type TuningDocument, type TuningSettings } from '@ag06/contracts/tuning';
import { isPerJob } from './per-job.ts';

/**
 * Returns what a leader before has put in force, canaries first: what a next one goes on from. Concurrency is as the tuner has
 * it, because the published one may be a trial that it knows nothing of.
 */
export function toInForce(
  own: TuningSettings,
  wanted: TuningSettings,
  { settings, learned = [], canary }: TuningDocument,
): TuningSettings {
  const named = SETTING_NAMES.map((name) => {
    if (name === 'concurrency') return [name, wanted[name]];
    if (isPerJob(name) && canary !== undefined) return [name, canary.settings[name] ?? own[name]];
    return [name, learned.includes(name) ? settings[name] : own[name]];
  });
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

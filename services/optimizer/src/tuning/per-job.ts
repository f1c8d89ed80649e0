import type { SettingName, TuningDocument } from '@ag06/contracts/tuning';

/**
 * Settings that act within one step or attempt, so that some workers may have others than the rest, and tell what these bring.
 * All other settings act on what workers share: the service behind them, the breaker, the queue.
 */
export const PER_JOB = [
  'timeoutMs',
  'maxAttempts',
  'backoffMs',
  'hedgeAfterMs',
  'bySize',
] as const satisfies readonly SettingName[];
type PerJob = (typeof PER_JOB)[number];

export const isPerJob = (name: string): name is PerJob => PER_JOB.some((one) => one === name);

type Settings = TuningDocument['settings'];

/** Returns those of the settings that act within a job, or all others. */
export function splitSettings(settings: Settings): { readonly perJob: Settings; readonly shared: Settings } {
  const pick = (isMeant: boolean): Settings =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => isPerJob(name) === isMeant));
  return { perJob: pick(true), shared: pick(false) };
}

/** Returns the names of the settings that differ. The order of their parts does not matter. */
export function differing(before: object, after: object): readonly string[] {
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...old.keys(), ...young.keys()]);
  return [...names].filter((name) => toKey(old.get(name)) !== toKey(young.get(name)));
}

/** Alike for the same values, in whatever order they were written. */
export function toKey(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    ) ?? ''
  );
}

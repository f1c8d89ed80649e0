import type { TuningSettings } from '@ag06/client';

/** Returns settings as `ag06 tuning set` takes them. */
export function describeSettings(settings: TuningSettings): string {
  const set = Object.entries(settings).map(([name, value]) => `${name}=${describe(value)}`);
  return set.length === 0 ? 'static' : set.join(' ');
}

function describe(value: unknown): string {
  if (value === null) return 'off';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

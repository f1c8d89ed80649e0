import type { SimulatedSettings, SimulationOrder } from '@ag06/client';

/** The settings that a simulation can change, with their units. */
export const SIMULATED = [
  ['concurrency', 'attempts at a time'],
  ['replicas', 'workers'],
  ['timeoutMs', 'time-out, ms'],
  ['maxAttempts', 'attempts at most'],
  ['backoffMs', 'backoff, ms'],
  ['hedgeAfterMs', 'hedge after, ms'],
  ['ageingMs', 'ageing, ms'],
  ['ratePerSec', 'rate, per second'],
] as const satisfies readonly (readonly [keyof SimulatedSettings, string])[];

/** Returns the order that the fields of the form make; fields that are empty or no numbers are left out. */
export function toOrder(fields: ReadonlyMap<string, string>, hours: number, now: number): SimulationOrder {
  const settings = SIMULATED.flatMap(([name]) => {
    const text = fields.get(name)?.trim() ?? '';
    const value = Number(text);
    return text === '' || !Number.isFinite(value) ? [] : [[name, value] as const];
  });
  return {
    settings: Object.fromEntries(settings),
    from: new Date(now - hours * 3_600_000).toISOString(),
    to: new Date(now).toISOString(),
  };
}

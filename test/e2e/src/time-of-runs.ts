import type { FleetApi } from './fleet-api.ts';

const RUNS = 40;

/**
 * Milliseconds that a number of short runs take, one after the other: some hundreds on an idle machine. A message that is
 * heard takes a fraction of this, as busy as the machine may be; one that is found by looking takes seconds.
 */
export async function timeOfRuns(fleet: FleetApi): Promise<number> {
  await fleet.push({ name: 'short', steps: { s: { agent: 'core.echo', with: { n: 1 } } } });
  const from = performance.now();
  for (let i = 0; i < RUNS; i++) await fleet.result(await fleet.submit('short'));
  return performance.now() - from;
}

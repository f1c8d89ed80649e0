import { parseProcessRecord, Refusal } from '@ag06/contracts';
import type { Store } from '@ag06/store';

/** A process that was silent for this long is taken for dead. */
const SILENCE_MS = 60_000;

/**
 * Throws `Refusal` 409 FLEET_OLDER if a process that may be alive does not know forks with recorded effects: it would let their
 * agents act.
 */
export async function needAwareFleet({
  shared,
  fleet,
  runs,
}: Pick<Store, 'shared' | 'fleet' | 'runs'>): Promise<void> {
  const [processes, workers, now] = await Promise.all([
    shared.list('process'),
    fleet.listWorkers(SILENCE_MS),
    runs.now(),
  ]);
  const aware = new Map(processes.map(({ name, text }) => [name, parseProcessRecord(text)?.forks === true]));
  const alive = [
    ...processes.filter(({ changedAt }) => now - changedAt <= SILENCE_MS).map(({ name }) => name),
    ...workers.map(({ id }) => id),
  ];
  const unaware = alive.find((id) => aware.get(id) === false);
  if (unaware === undefined) return;
  const message = `The process ${unaware} is of a release that does not know forks: its steps would act for real. Upgrade it, or wait a minute after it has stopped.`;
  throw new Refusal(409, 'FLEET_OLDER', message);
}

import { parseProcessRecord } from '@ag06/contracts';
import type { Store } from '@ag06/store';

/** A process that was silent for this long is taken for dead, and all must have been new enough for this long. */
const SILENCE_MS = 60_000;

type Registry = Pick<Store, 'shared' | 'fleet' | 'runs'>;

interface LayoutRaiseParts {
  readonly store: Registry & Pick<Store, 'layout'>;
  readonly log: { info(fields: object, message: string): void };
}

/**
 * Raises the layout of the store once every process of the fleet reads the newer one, as their records have shown for a
 * minute. A process of a release that had no such records shows itself as a worker or by its metrics; an old dispatcher
 * or optimizer without metrics does not. Several dispatchers may raise at once: that is one raise.
 */
export class LayoutRaise {
  readonly #parts: LayoutRaiseParts;
  readonly #now: () => number;
  /** Since when no look has found an older process. */
  #clearSince: number | undefined;

  constructor(parts: LayoutRaiseParts, now = () => performance.now()) {
    this.#parts = parts;
    this.#now = now;
  }

  async look(): Promise<void> {
    const { store, log } = this.#parts;
    const { layout } = store;
    if (layout === undefined || (await layout.isNewest())) return;
    const older = await findOlder(store, layout.newest);
    if (older.length > 0) {
      this.#clearSince = undefined;
      return;
    }
    this.#clearSince ??= this.#now();
    if (this.#now() - this.#clearSince < SILENCE_MS) return;
    await layout.raise();
    log.info({ layout: layout.newest }, 'All processes read the newer layout of the store, which is raised.');
  }
}

/** The ids of processes that may be alive and do not say that they read this layout. */
async function findOlder({ shared, fleet, runs }: Registry, newest: number): Promise<readonly string[]> {
  const [processes, targets, workers, now] = await Promise.all([
    shared.list('process'),
    shared.list('target'),
    fleet.listWorkers(SILENCE_MS),
    runs.now(),
  ]);
  const isAlive = ({ changedAt }: { readonly changedAt: number }) => now - changedAt <= SILENCE_MS;
  const knows = new Map(processes.map(({ name, text }) => [name, parseProcessRecord(text)?.layout ?? 0]));
  const alive = new Set([
    ...processes.filter(isAlive).map(({ name }) => name),
    ...targets.filter(isAlive).map(({ name }) => name),
    ...workers.map(({ id }) => id),
  ]);
  return [...alive].filter((id) => (knows.get(id) ?? 0) < newest);
}

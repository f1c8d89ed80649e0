import type { RunStatus } from '@ag06/contracts';
import type { EndListener } from '../run-store.ts';

/** Those who watch the ends of runs. */
export class RunEnds {
  readonly #listeners = { ended: new Set<EndListener>(), stopped: new Set<EndListener>() };

  async watch(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>> {
    this.#listeners[kind].add(listener);
    return async () => void this.#listeners[kind].delete(listener);
  }

  tell(runId: string, status: RunStatus): void {
    for (const listener of this.#listeners.ended) listener(runId, status);
    if (status === 'completed') return;
    for (const listener of this.#listeners.stopped) listener(runId, status);
  }
}

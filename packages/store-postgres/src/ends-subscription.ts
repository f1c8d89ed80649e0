import type { SqlDatabase } from '@ag06/postgres';
import { type EndListener, readRunStatus, skipBroken } from '@ag06/store';

const CHANNEL = 'ag06_ended';

/** Listens for ended runs by the database's notifications. */
export class EndsSubscription {
  readonly #database: SqlDatabase;
  readonly #listeners = { ended: new Set<EndListener>(), stopped: new Set<EndListener>() };
  #unsubscribe: (() => void) | undefined;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async watch(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>> {
    this.#listeners[kind].add(listener);
    this.#unsubscribe ??= this.#database.onNotification({
      onNotification: (channel, payload) => {
        if (channel === CHANNEL) this.#notify(payload);
      },
      // Those who wait for an end also look every second.
      onLost: () => {},
    });
    await this.#database.listen(CHANNEL);
    return async () => void this.#listeners[kind].delete(listener);
  }

  close(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #notify(payload: string): void {
    const [runId = '', word] = payload.split(' ');
    // Whoever waits for an end also looks from time to time.
    const status = skipBroken(() => readRunStatus('status', word));
    if (status === undefined) return;
    for (const listener of this.#listeners.ended) listener(runId, status);
    if (status === 'completed') return;
    for (const listener of this.#listeners.stopped) listener(runId, status);
  }
}

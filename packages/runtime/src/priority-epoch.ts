import type { FleetStore } from '@ag06/store';

/** The moment that priority keys count from, known to this process and refreshed while it runs. */
export class PriorityEpoch {
  readonly #fleet: FleetStore;
  readonly #refreshMs: number;
  #epoch = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(fleet: FleetStore, refreshMs = 5_000) {
    this.#fleet = fleet;
    this.#refreshMs = refreshMs;
  }

  get value(): number {
    return this.#epoch;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      // An unreachable store keeps the last known epoch, which is right until somebody moves it.
      this.refresh().catch(() => {});
    }, this.#refreshMs);
    this.#timer.unref();
  }

  async refresh(): Promise<void> {
    this.#epoch = await this.#fleet.loadEpoch();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

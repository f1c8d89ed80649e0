import { Duty } from '@ag06/duty';
import type { FleetStore } from '@ag06/store';

/** The moment from which priority keys count, refreshed while the process runs. */
export class PriorityEpoch {
  readonly #fleet: FleetStore;
  readonly #refreshes: Duty;
  #epoch = 0;

  constructor(fleet: FleetStore, refreshMs = 5_000) {
    this.#fleet = fleet;
    this.#refreshes = new Duty({
      name: 'priority epoch',
      everyMs: refreshMs,
      act: () => this.refresh(),
      // If the store is away, the last known epoch is right until somebody moves it.
      onError: () => {},
    });
  }

  get value(): number {
    return this.#epoch;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#refreshes.start(this.#refreshes.everyMs);
  }

  async refresh(): Promise<void> {
    this.#epoch = await this.#fleet.loadEpoch();
  }

  stop(): void {
    void this.#refreshes.stop();
  }
}

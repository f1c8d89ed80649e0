import { Duty } from '@ag06/duty';
import type { FleetStore } from '@ag06/store';

/** The moment that priority keys count from, known to this process and refreshed while it runs. */
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
      // An unreachable store keeps the last known epoch, which is right until somebody moves it.
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

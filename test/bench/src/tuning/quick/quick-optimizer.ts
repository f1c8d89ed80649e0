import type { TuningDocument } from '@ag06/contracts/tuning';
import { beginTerm, loadDocument } from '@ag06/optimizer/testing';
import { createMemoryStore, type Store } from '@ag06/store';
import type { Scenario } from '../scenario.ts';
import { toObjective } from '../worth.ts';
import { AGENT, OWN, type QuickWorker } from './quick-worker.ts';
import type { VirtualClock } from './virtual-clock.ts';

type Leader = Awaited<ReturnType<typeof beginTerm>>;

/** A real leader in mode `live` on a store in memory, by a clock of its own. */
export class QuickOptimizer implements AsyncDisposable {
  readonly #clock: VirtualClock;
  readonly #store: Store;
  readonly #leader: Leader;

  private constructor(clock: VirtualClock, store: Store, leader: Leader) {
    this.#clock = clock;
    this.#store = store;
    this.#leader = leader;
  }

  static async begin(clock: VirtualClock, { worth, attemptCost }: Scenario): Promise<QuickOptimizer> {
    const now = () => Math.round(clock.date);
    const store = createMemoryStore({ now });
    const policy = { locks: {}, objective: toObjective(worth, attemptCost) };
    await store.shared.swap('tuning-policy', AGENT, 0, JSON.stringify(policy));
    return new QuickOptimizer(clock, store, await beginTerm({ store, number: 1, mode: 'live', now }));
  }

  /** Takes what the workers report of the last second, decides, and returns what is published. */
  async step(workers: readonly QuickWorker[], version: number): Promise<TuningDocument | undefined> {
    const now = Math.round(this.#clock.date);
    for (const worker of workers) {
      await this.#store.fleet.registerWorker({
        id: worker.id,
        host: 'bench',
        pid: 1,
        agents: [AGENT],
        startedAt: 1,
        seenAt: now,
        configVersion: { [AGENT]: version },
        declared: { [AGENT]: OWN },
      });
      await this.#store.samples.append(worker.report(now));
    }
    await this.#leader.step();
    return loadDocument(this.#store, AGENT);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leader.stop();
  }
}

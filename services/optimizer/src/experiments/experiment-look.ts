import { parseExperiment, type StoredExperiment } from '@ag06/contracts/tuning';
import type { SharedStore } from '@ag06/store';

/** How often it looks while none is running, if nobody has written anything. */
const LOOK_EVERY_MS = 5_000;

/** What the leader sees of the experiments. */
export class ExperimentLook {
  readonly #shared: Pick<SharedStore, 'list' | 'watch'>;
  #all: readonly StoredExperiment[] = [];
  #lookedAt: number | undefined;
  #isStale = true;
  #unwatch: () => Promise<void> = async () => {};

  constructor(shared: Pick<SharedStore, 'list' | 'watch'>) {
    this.#shared = shared;
  }

  /** The oldest first. */
  get all(): readonly StoredExperiment[] {
    return this.#all;
  }

  async start(): Promise<void> {
    this.#unwatch = await this.#shared.watch('experiment', () => this.forget());
  }

  async stop(): Promise<void> {
    await this.#unwatch();
  }

  /** Looks anew, if somebody has written something, one is running, or a while has passed. */
  async refresh(now: number): Promise<void> {
    const isRunning = this.#all.some(({ document }) => document.status === 'running');
    const isDue = this.#lookedAt === undefined || now >= this.#lookedAt + LOOK_EVERY_MS;
    if (!isDue && !isRunning && !this.#isStale) return;
    this.#isStale = false;
    const documents = await this.#shared.list('experiment');
    const all = documents.flatMap(({ name: id, version, text }): StoredExperiment[] => {
      const document = parseExperiment(text);
      return document === undefined ? [] : [{ id, version, document }];
    });
    this.#all = all.toSorted((a, b) => a.document.startedAt - b.document.startedAt);
    this.#lookedAt = now;
  }

  /** The next refresh looks. */
  forget(): void {
    this.#isStale = true;
  }
}

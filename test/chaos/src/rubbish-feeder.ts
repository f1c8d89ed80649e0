import { setTimeout as delay } from 'node:timers/promises';
import { type Backend, openBackend } from '@ag06/backend';
import type { Random } from '@ag06/test-support';
import { drawRubbish, type Rubbish } from './rubbish.ts';

const PAUSE_MS = 350;
/** While the store is away nothing is written. */
const GIVE_UP_AFTER_MS = 5_000;
const WORKER_SEEN_WITHIN_MS = 60_000;

export interface FedStore {
  readonly url: string;
  readonly partitions: number | undefined;
}

/** A broken process that writes rubbish where optimizers and workers read, past all of the product's own writers. */
export class RubbishFeeder {
  readonly #backend: Backend;
  readonly #random: Random;
  /** How often each kind was written. */
  readonly written: Record<string, number> = {};

  private constructor(backend: Backend, random: Random) {
    this.#backend = backend;
    this.#random = random;
  }

  static async open({ url, partitions }: FedStore, random: Random): Promise<RubbishFeeder> {
    const options = { onError: () => {}, ...(partitions !== undefined && { partitions }) };
    return new RubbishFeeder(await openBackend(url, options), random);
  }

  /** Until `over` aborts. */
  async work(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await delay(this.#random.int(2 * PAUSE_MS), undefined, { signal: over }).catch(() => {});
      if (over.aborted) return;
      const given = delay(GIVE_UP_AFTER_MS, undefined, { ref: false });
      await Promise.race([this.#feed().catch(() => {}), given]);
    }
  }

  async close(): Promise<void> {
    await this.#backend.close();
  }

  async #feed(): Promise<void> {
    const { shared, samples, fleet, runs } = this.#backend.store;
    const workers = (await fleet.listWorkers(WORKER_SEEN_WITHIN_MS)).map(({ id }) => id);
    const nextVersion = async (kind: Parameters<typeof shared.load>[0], name: string) =>
      ((await shared.load(kind, name))?.version ?? 0) + 1;
    const rubbish = await drawRubbish(this.#random, { nextVersion, workers, now: await runs.now() });
    if (rubbish.is === 'samples') await samples.append(rubbish.text);
    else {
      const { kind, name, text } = rubbish;
      const isWritten = await shared.swap(kind, name, (await nextVersion(kind, name)) - 1, text);
      if (!isWritten) return;
    }
    this.#count(rubbish);
  }

  #count(rubbish: Rubbish): void {
    const kind = rubbish.is === 'samples' ? 'samples' : rubbish.kind;
    this.written[kind] = (this.written[kind] ?? 0) + 1;
  }
}

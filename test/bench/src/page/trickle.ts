import { setTimeout as delay } from 'node:timers/promises';
import type { BenchFleet } from '../fleet/bench-fleet.ts';

const EVERY_MS = 200;

/** Starts so many runs a second of a workflow until it is disposed of, so that events come while a page is used. */
export class Trickle implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(fleet: BenchFleet, workflow: string, perSecond: number) {
    this.#done = this.#submit(fleet, workflow, Math.max(1, Math.round((perSecond * EVERY_MS) / 1_000)));
  }

  async #submit(fleet: BenchFleet, workflow: string, count: number): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await fleet.submit(count, (n) => ({ workflow, input: { isGood: n % 10 !== 0 } }));
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

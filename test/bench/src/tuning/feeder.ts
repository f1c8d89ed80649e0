import type { Client } from '@ag06/client';
import { Draws } from '@ag06/test-tuning';
import type { Scenario } from './scenario.ts';
import type { StartedService } from './service-process.ts';

export const WORKFLOW = {
  name: 'bench-calls',
  steps: { call: { agent: 'bench.call', with: '${input}' } },
};
/** Of inputs by size, characters: each in a bucket of its own. */
const TEXT_LENGTHS = [0, 300, 2_000];
/** More than any concurrency here takes at once. */
const BACKLOG = 1_500;

/** The input of a step: of each size, as long as all others of it. */
export const createInput = (size: number) => ({ size, text: 'x'.repeat(TEXT_LENGTHS[size] ?? 0) });

interface SubmittedRun {
  readonly dedupeKey: string;
  readonly input: ReturnType<typeof createInput>;
  readonly tags: readonly string[];
}

interface FeederOptions {
  readonly client: Client;
  readonly scenario: Scenario;
  readonly service: StartedService;
  readonly seed: number;
  /** So many steps are kept waiting, if there is always to be work. */
  readonly backlog?: number;
}

/** Submits runs: as many as there is demand for, or so many that work always waits. */
export class Feeder {
  readonly #options: FeederOptions;
  readonly #draws: Draws;
  #submitted = 0;
  #nextAt = 0;

  constructor(options: FeederOptions) {
    this.#options = options;
    this.#draws = new Draws(options.seed * 31 + 7);
  }

  /** Submits what is due at this time, seconds since the begin. */
  async feed(t: number): Promise<void> {
    const count = this.#options.scenario.demand === 'backlog' ? await this.#missing() : this.#due(t);
    if (count === 0) return;
    await this.#submit(Array.from({ length: count }, () => this.#createRun()));
    this.#submitted += count;
  }

  /** The fleet takes a run once, however often it is asked. */
  async #submit(runs: readonly SubmittedRun[]): Promise<void> {
    const results = await this.#options.client.submitBatch(WORKFLOW.name, runs);
    const refused = runs.filter((_, i) => {
      const result = results[i];
      if (result === undefined || !('error' in result)) return false;
      if (result.error.isRetryable) return true;
      throw result.error;
    });
    if (refused.length > 0) await this.#submit(refused);
  }

  async #missing(): Promise<number> {
    const { service, backlog = BACKLOG } = this.#options;
    const { answered } = await service.figures();
    return Math.max(0, backlog + answered - this.#submitted);
  }

  /** Arrivals at random, one independent of the other. */
  #due(t: number): number {
    const { demand } = this.#options.scenario;
    if (demand === 'backlog') return 0;
    let count = 0;
    for (; this.#nextAt <= t; this.#nextAt += this.#draws.exponential(1 / demand)) count++;
    return count;
  }

  #createRun(): SubmittedRun {
    const { shares } = this.#options.scenario;
    let rest = this.#draws.uniform();
    let size = shares.findIndex((share) => {
      rest -= share;
      return rest < 0;
    });
    if (size < 0) size = 0;
    return {
      dedupeKey: crypto.randomUUID(),
      input: createInput(size),
      tags: [`size-${size}`],
    };
  }
}

import type { FiguresReport, ProcessReadiness } from '@ag06/contracts';
import { judgeOptimizer } from '@ag06/health';
import type { Store } from '@ag06/store';
import type { Logger } from 'pino';
import { SupersededError } from './guarded-documents.ts';
import { Leadership } from './leadership.ts';
import { Leading } from './leading.ts';
import { type OptimizerBook, OptimizerMetrics } from './optimizer-metrics.ts';

const SEEK_EVERY_MS = 1_000;
const STEP_EVERY_MS = 1_000;
/** Failures are logged at most this often. */
const REPORT_EVERY_MS = 5_000;

export interface OptimizerOptions {
  readonly id: string;
  readonly store: Pick<Store, 'fleet' | 'shared' | 'samples' | 'runs'>;
  readonly log: Logger;
  readonly metrics: OptimizerBook;
}

interface CurrentTerm {
  readonly fence: number;
  readonly leading: Leading;
}

/**
 * Counts what attempts cost, and publishes settings. Any number may run: one leads, the others wait. Nothing in the fleet
 * waits for it.
 */
export class Optimizer {
  readonly #options: OptimizerOptions;
  readonly #leadership: Leadership;
  readonly #metrics: OptimizerMetrics;
  #current: CurrentTerm | undefined;
  #seeking: Promise<void> | undefined;
  #stepping: Promise<void> | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #reportedAt = Number.NEGATIVE_INFINITY;
  #soughtAt = Number.NEGATIVE_INFINITY;
  #steppedAt = Number.NEGATIVE_INFINITY;
  #stopping: Promise<void> | undefined;

  constructor(options: OptimizerOptions) {
    const { id, store } = options;
    this.#options = options;
    this.#metrics = new OptimizerMetrics(options.metrics);
    this.#leadership = new Leadership({ id, fleet: store.fleet, shared: store.shared, now: Date.now });
  }

  /** Resolves when it has asked for the first time whether it leads. */
  async start(): Promise<void> {
    await this.#seek();
    this.#timers = [
      setInterval(() => void this.#seek(), SEEK_EVERY_MS),
      setInterval(() => void this.#step(), STEP_EVERY_MS),
    ];
    void this.#step();
  }

  /** Whether it leads, or would at once, by what it has achieved lately; from memory. */
  judgeReadiness(): ProcessReadiness {
    const now = performance.now();
    return judgeOptimizer({ sinceSoughtMs: now - this.#soughtAt, sinceSteppedMs: now - this.#steppedAt });
  }

  /** Keeps what is known and lets another one lead. With the store away that need not resolve. May come twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([this.#seeking, this.#stepping]);
    await this.#quietly(async () => {
      if (this.#leadership.term?.fence === this.#current?.fence) await this.#current?.leading.keep();
      await this.#leadership.resign();
    });
  }

  #seek(): Promise<void> {
    this.#seeking ??= this.#quietly(() => this.#seekOnce()).finally(() => {
      this.#seeking = undefined;
    });
    return this.#seeking;
  }

  async #seekOnce(): Promise<void> {
    const before = this.#leadership.term?.fence;
    await this.#leadership.seek();
    this.#soughtAt = performance.now();
    const after = this.#leadership.term?.fence;
    if (before === after) return;
    if (after === undefined) {
      this.#metrics.follow();
      this.#options.log.warn({ fence: before }, 'optimizer leads no more');
    } else {
      this.#options.log.info({ fence: after }, 'optimizer leads');
      void this.#step();
    }
  }

  #step(): Promise<void> {
    this.#stepping ??= this.#quietly(() => this.#stepOnce()).finally(() => {
      this.#stepping = undefined;
    });
    return this.#stepping;
  }

  async #stepOnce(): Promise<void> {
    const { term } = this.#leadership;
    if (term === undefined) {
      this.#current = undefined;
      this.#steppedAt = performance.now();
      return;
    }
    if (this.#current?.fence !== term.fence) {
      const onTold = (report: FiguresReport) => this.#metrics.tell(report);
      const leading = await Leading.begin({ ...this.#options, term, onTold });
      this.#current = { fence: term.fence, leading };
    }
    await this.#current.leading.step();
    this.#steppedAt = performance.now();
  }

  async #quietly(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#report(error);
      if (!(error instanceof SupersededError)) return;
      this.#leadership.giveUp();
      this.#metrics.follow();
      this.#current = undefined;
    }
  }

  #report(error: unknown): void {
    const now = performance.now();
    if (!(error instanceof SupersededError) && now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    this.#options.log.warn({ err: error }, 'The optimizer failed in a step; it is tried again.');
  }
}

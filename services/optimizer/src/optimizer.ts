import type { ProcessReadiness } from '@ag06/contracts';
import type { FiguresReport, TuningMode } from '@ag06/contracts/tuning';
import type { Demand } from '@ag06/demand';
import { Duty } from '@ag06/duty';
import { judgeOptimizer } from '@ag06/health';
import type { Store } from '@ag06/store';
import type { Logger } from 'pino';
import { SupersededError } from './guarded-documents.ts';
import { Leadership } from './leadership.ts';
import { Leading } from './leading.ts';
import { type OptimizerBook, OptimizerMetrics } from './optimizer-metrics.ts';

const SEEK_EVERY_MS = 1_000;
const STEP_EVERY_MS = 1_000;

interface OptimizerOptions {
  readonly id: string;
  /** About agents of which nobody says anything. */
  readonly mode: TuningMode;
  readonly bootSeconds?: number | undefined;
  readonly readDemand?: () => Promise<ReadonlyMap<string, Demand>>;
  readonly store: Pick<Store, 'fleet' | 'shared' | 'samples' | 'runs' | 'events'>;
  readonly log: Logger;
  readonly metrics: OptimizerBook;
}

interface CurrentTerm {
  readonly fence: number;
  readonly leading: Leading;
}

/**
 * Collects statistics of attempts, and publishes settings. Any number of optimizers may run: one leads, the others
 * wait. No other part of the fleet waits for them.
 */
export class Optimizer {
  readonly #options: OptimizerOptions;
  readonly #leadership: Leadership;
  readonly #metrics: OptimizerMetrics;
  readonly #seeks: Duty;
  readonly #steps: Duty;
  #current: CurrentTerm | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: OptimizerOptions) {
    const { id, store } = options;
    this.#options = options;
    this.#metrics = new OptimizerMetrics(options.metrics);
    this.#leadership = new Leadership({ id, fleet: store.fleet, shared: store.shared, now: Date.now });
    this.#seeks = this.#createDuty('leadership', SEEK_EVERY_MS, () => this.#seek());
    this.#steps = this.#createDuty('steps', STEP_EVERY_MS, () => this.#step());
  }

  /** Resolves when it has asked for the first time whether it leads. */
  async start(): Promise<void> {
    this.#seeks.start();
    await this.#seeks.turned();
    if (this.#stopping === undefined) this.#steps.start();
  }

  /** Returns whether it leads or could lead at once, from its latest turns. Does no I/O. */
  judgeReadiness(): ProcessReadiness {
    const now = performance.now();
    return judgeOptimizer({
      sinceSoughtMs: now - this.#seeks.succeededAt,
      sinceSteppedMs: now - this.#steps.succeededAt,
    });
  }

  /** Saves the model and lets another optimizer lead. May not resolve while the store is away. May be called twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await Promise.all([this.#seeks.stop(), this.#steps.stop()]);
    try {
      if (this.#leadership.term?.fence === this.#current?.fence) await this.#current?.leading.keep();
      await this.#end();
      await this.#leadership.resign();
    } catch (error) {
      this.#options.log.warn({ err: error }, 'The optimizer could not keep what it has counted.');
    }
  }

  #createDuty(name: string, everyMs: number, act: () => Promise<void>): Duty {
    return new Duty({
      name,
      everyMs,
      act: () => act().catch((error: unknown) => this.#heed(error)),
      onError: (err, duty) =>
        this.#options.log.warn({ err, duty }, 'The optimizer failed in a step; it is tried again.'),
    });
  }

  async #seek(): Promise<void> {
    const before = this.#leadership.term?.fence;
    await this.#leadership.seek();
    const after = this.#leadership.term?.fence;
    if (before === after) return;
    if (after === undefined) {
      this.#metrics.follow();
      this.#options.log.warn({ fence: before }, 'optimizer leads no more');
    } else {
      this.#options.log.info({ fence: after }, 'optimizer leads');
      this.#steps.soon();
    }
  }

  async #step(): Promise<void> {
    const { term } = this.#leadership;
    if (term === undefined) return this.#end();
    if (this.#current?.fence !== term.fence) {
      await this.#end();
      const onReport = (report: FiguresReport) => this.#metrics.report(report);
      const leading = await Leading.begin({
        ...this.#options,
        term,
        onReport,
        watcher: this.#metrics.tuning,
      });
      this.#current = { fence: term.fence, leading };
    }
    await this.#current.leading.step();
  }

  async #end(): Promise<void> {
    const ended = this.#current;
    this.#current = undefined;
    await ended?.leading.stop();
  }

  /** Stops leading if the error says that another optimizer leads. Throws the error, because the turn has failed. */
  #heed(error: unknown): never {
    if (error instanceof SupersededError) {
      this.#leadership.giveUp();
      this.#metrics.follow();
      void this.#end();
    }
    throw error;
  }
}

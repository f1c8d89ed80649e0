import {
  armsOf,
  assignBlock,
  EXPERIMENT_ID_PATTERN,
  type ExperimentDocument,
  parseExperiment,
  type StoredExperiment,
  toBlock,
} from '@ag06/contracts/tuning';
import type { SharedStore } from '@ag06/store';
import type { Logger } from 'pino';
import type { AgentSettings, Trial } from './agent-settings.ts';

/** How often it looks itself, because a notification may be lost with a connection: without an experiment, and in one. */
const LOOK_EVERY_MS = 4_000;
const LOOK_IN_TRIAL_MS = 1_000;
/** Clocks drift apart by less than a millisecond in so long. */
const READ_CLOCK_EVERY_MS = 30_000;
/** The longest wait for the end of a block: a timer holds no more, and the clock is read anew meanwhile. */
const WAIT_MAX_MS = 60_000;

interface ExperimentFollowerOptions {
  readonly shared: Pick<SharedStore, 'list' | 'watch'>;
  /** The store's time, milliseconds since 1970. */
  readonly storeTime: () => Promise<number>;
  readonly agents: readonly string[];
  readonly settings: AgentSettings;
  /** Called when another arm is in force for all runs of this agent, or none. */
  readonly apply: (agent: string) => void;
  readonly log: Logger;
}

/** The store's clock, by this process's. */
interface StoreClock {
  readonly readAt: number;
  readonly offsetMs: number;
}

/**
 * Takes part in the experiments on this worker's agents. Blocks of a switchback are those of the store's clock, so that all workers
 * change arms at once, whatever their own clocks say and however late they have come.
 */
export class ExperimentFollower {
  readonly #options: ExperimentFollowerOptions;
  #running: readonly StoredExperiment[] = [];
  #lookedAt: number | undefined;
  #isStale = true;
  #isActing = false;
  #clock: StoreClock | undefined;
  #timer: NodeJS.Timeout | undefined;
  #unwatch: () => Promise<void> = async () => {};

  constructor(options: ExperimentFollowerOptions) {
    this.#options = options;
  }

  /** @param onNews called when `refresh` has something to do */
  async start(onNews: () => void): Promise<void> {
    this.#unwatch = await this.#options.shared.watch('experiment', () => {
      this.#isStale = true;
      onNews();
    });
  }

  /** May be called twice, or before `start`. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    const unwatch = this.#unwatch;
    this.#unwatch = async () => {};
    await unwatch();
  }

  /**
   * Looks whether experiments have begun or ended.
   *
   * @param isActing whether published settings are in force and an optimizer lives that watches over experiments
   */
  async refresh(isActing: boolean): Promise<void> {
    await this.look();
    await this.#readClock();
    this.hold(isActing);
  }

  /** Goes on with what is known. */
  hold(isActing: boolean): void {
    this.#isActing = isActing;
    this.#putInForce();
  }

  /** Asks which experiments run, if it is time. They are in force after `refresh`. */
  async look(): Promise<void> {
    const now = performance.now();
    const everyMs = this.#running.length > 0 ? LOOK_IN_TRIAL_MS : LOOK_EVERY_MS;
    if (!this.#isStale && this.#lookedAt !== undefined && now < this.#lookedAt + everyMs) return;
    this.#isStale = false;
    try {
      const documents = await this.#options.shared.list('experiment');
      const running = documents.flatMap(({ name: id, version, text }) => {
        const document = EXPERIMENT_ID_PATTERN.test(id) ? parseExperiment(text) : undefined;
        return document?.status === 'running' ? [{ id, version, document }] : [];
      });
      // Of two that began at once one is refused: until then the first one counts.
      this.#running = running.toSorted((x, y) => x.document.startedAt - y.document.startedAt);
      this.#lookedAt = now;
    } catch (error) {
      this.#isStale = true;
      throw error;
    }
  }

  /** Half of the time that the answer took lies before it. */
  async #readClock(): Promise<void> {
    const from = performance.now();
    const isNeeded = this.#running.some(({ document }) => document.assignment === 'switchback');
    if (!isNeeded || (this.#clock !== undefined && from < this.#clock.readAt + READ_CLOCK_EVERY_MS)) return;
    const time = await this.#options.storeTime();
    const readAt = (from + performance.now()) / 2;
    this.#clock = { readAt, offsetMs: time - readAt };
  }

  #putInForce(): void {
    // One moment for both: a block that ends between two would be waited for by nobody.
    const now = this.#storeNow();
    for (const agent of this.#options.agents) this.#put(agent, this.#trialOf(agent, now));
    this.#waitForBlock(now);
  }

  #put(agent: string, trial: Trial | undefined): void {
    const { settings, apply, log } = this.#options;
    const before = settings.trialOf(agent);
    if (before?.experiment === trial?.experiment && before?.arm === trial?.arm) return;
    settings.try(agent, trial);
    apply(agent);
    if (before?.experiment !== trial?.experiment)
      log.info(
        { agent, experiment: trial?.experiment ?? before?.experiment },
        trial === undefined ? 'The agent is in no experiment any more.' : 'The agent is in an experiment.',
      );
  }

  #trialOf(agent: string, now: number | undefined): Trial | undefined {
    if (!this.#isActing) return undefined;
    const found = this.#running.find(
      ({ document }) => document.agent === agent && document.paused === undefined,
    );
    if (found === undefined) return undefined;
    const { id: experiment, document } = found;
    const trial = { experiment, arms: armsOf(document) };
    if (document.assignment === 'run') return { ...trial, arm: undefined };
    return now === undefined ? undefined : { ...trial, arm: assignBlock(blockAt(document, now)) };
  }

  #storeNow(): number | undefined {
    return this.#clock && performance.now() + this.#clock.offsetMs;
  }

  /** Wakes up when the first block of those that are in force is over. */
  #waitForBlock(now: number | undefined): void {
    clearTimeout(this.#timer);
    if (!this.#isActing || now === undefined) return;
    const waits = this.#running.flatMap(({ document }) => {
      const isOurs = this.#options.agents.includes(document.agent);
      if (!isOurs || document.assignment === 'run' || document.paused !== undefined) return [];
      const endsAt = document.startedAt + 1_000 * document.blockSeconds * (blockAt(document, now) + 1);
      return [Math.min(WAIT_MAX_MS, Math.ceil(endsAt - now))];
    });
    if (waits.length === 0) return;
    this.#timer = setTimeout(() => this.#putInForce(), Math.min(...waits));
    this.#timer.unref();
  }
}

const blockAt = ({ startedAt, blockSeconds }: ExperimentDocument, now: number): number =>
  toBlock((now - startedAt) / 1_000, blockSeconds);

import { setImmediate } from 'node:timers/promises';
import {
  FIGURES_MINUTES,
  FIGURES_REPORT,
  type FiguresReport,
  type MinutesReport,
  TUNING_PULSE,
  TUNING_PULSE_EVERY_MS,
  TUNING_STALE_MS,
  type TuningMode,
} from '@ag06/contracts/tuning';
import type { Demand } from '@ag06/demand';
import type { Store } from '@ag06/store';
import type { Logger } from 'pino';
import { Trials } from './experiments/trials.ts';
import type { FleetKnowledge } from './fleet-knowledge.ts';
import { FleetMinutes } from './fleet-minutes.ts';
import { GuardedDocuments } from './guarded-documents.ts';
import { KeptKnowledge } from './kept-knowledge.ts';
import type { Term } from './leadership.ts';
import { SettingsPublisher } from './settings-publisher.ts';
import { AgentRound } from './tuning/agent-round.ts';
import { FleetLook } from './tuning/fleet-look.ts';
import type { TuningWatcher } from './tuning/tuning-watcher.ts';

const BATCHES_AT_ONCE = 100;
const KEEP_EVERY_MS = 60_000;
/**
 * The model is saved after this many bytes of samples: a quarter of what the store keeps, so that the next leader finds
 * the rest.
 */
const KEEP_EVERY_BYTES = 4_000_000;
/** Unchanged figures are published at this interval, so that their age shows whether an optimizer leads. */
const REPORT_EVERY_MS = 5_000;

export interface LeadingOptions {
  readonly id: string;
  readonly term: Term;
  readonly mode: TuningMode;
  /** From the decision to start a worker until it takes work; absent: as usual. */
  readonly bootSeconds?: number | undefined;
  readonly store: Pick<Store, 'fleet' | 'shared' | 'samples' | 'runs' | 'events'>;
  /** What work there is for each agent; absent: it is estimated from the waits of attempts. */
  readonly readDemand?: (() => Promise<ReadonlyMap<string, Demand>>) | undefined;
  readonly log: Logger;
  /** Called with each report that was written. */
  readonly onReport: (report: FiguresReport) => void;
  readonly watcher: TuningWatcher;
}

/** The work of a leader in one term. It begins with what the leader before has kept. */
export class Leading {
  readonly #options: LeadingOptions;
  readonly #documents: GuardedDocuments;
  readonly #knowledge: FleetKnowledge;
  readonly #kept: KeptKnowledge;
  readonly #look: FleetLook;
  readonly #publisher: SettingsPublisher;
  readonly #round: AgentRound;
  readonly #trials: Trials;
  readonly #minutes: FleetMinutes;
  /** Of the last look at it. Before a step, samples up to then are in the store. */
  #now: number;
  #keptAt: number;
  #reportedAt = 0;
  #told: FleetMinutes['minutes'];
  #pulsedAt = 0;
  /** When an optimizer has told last that it lives, by the store's clock. */
  #livedAt = 0;
  #bytes = 0;

  private constructor(options: LeadingOptions, kept: KeptKnowledge, knowledge: FleetKnowledge, now: number) {
    const { term, store } = options;
    this.#options = options;
    this.#kept = kept;
    this.#knowledge = knowledge;
    this.#now = now;
    this.#keptAt = now;
    this.#documents = new GuardedDocuments(store.shared, term);
    this.#minutes = new FleetMinutes(knowledge);
    this.#told = this.#minutes.minutes;
    this.#look = new FleetLook(store, term.fence);
    const parts = { ...options, fence: term.fence, look: this.#look, documents: this.#documents };
    this.#publisher = new SettingsPublisher(parts);
    this.#trials = new Trials({
      ...parts,
      knowledge,
      staleOf: (agent, at) => this.#round.staleOf(agent, at),
    });
    const triedOf = (agent: string) => this.#trials.under(agent);
    this.#round = new AgentRound({ ...parts, knowledge, triedOf, begunAt: now });
  }

  static async begin(options: LeadingOptions): Promise<Leading> {
    const { store, log } = options;
    const kept = new KeptKnowledge(store.shared, log);
    const leading = new Leading(options, kept, await kept.load(), await store.runs.now());
    await Promise.all([leading.#look.start(), leading.#trials.start()]);
    // What the samples say that come first is counted in the experiments that run.
    await leading.#trials.refresh(leading.#now);
    leading.#livedAt = (await store.shared.load('tuning', TUNING_PULSE))?.changedAt ?? 0;
    return leading;
  }

  /** Counts new samples, publishes figures, and tunes the agents that are at work. Throws `SupersededError`. */
  async step(): Promise<void> {
    const { store } = this.#options;
    const before = this.#knowledge.cursor;
    const readUpTo = this.#now;
    await this.#readAll();
    this.#now = await store.runs.now();
    const isIdle = this.#knowledge.cursor === before && this.#now < this.#reportedAt + REPORT_EVERY_MS;
    if (!isIdle) await this.#report();
    await this.#tellMinutes(readUpTo);
    await this.#trials.refresh(this.#now);
    const looked = await this.#look.refresh(this.#now, this.#round.isBusy(this.#now));
    if (looked) {
      await this.#publisher.publish(this.#now);
      await this.#round.plan(this.#now);
    }
    await this.#round.step(this.#now);
    if (this.#now >= this.#livedAt + TUNING_STALE_MS) this.#trials.interrupt(this.#now);
    await this.#trials.step(this.#now);
    await this.#pulse();
    if (this.#now >= this.#keptAt + KEEP_EVERY_MS || this.#bytes >= KEEP_EVERY_BYTES) await this.keep();
  }

  /** Saves what is known for the next leader, and drops the samples that are in it. @throws SupersededError */
  async keep(): Promise<void> {
    await this.#kept.save(this.#knowledge, this.#documents, this.#now);
    this.#keptAt = this.#now;
    this.#bytes = 0;
    const { cursor } = this.#knowledge;
    // The next leader begins after it. A superseded leader was refused above.
    if (cursor !== undefined) await this.#options.store.samples.trim(cursor);
  }

  /** Ends what a term holds beside documents. May be called twice. */
  async stop(): Promise<void> {
    await Promise.all([this.#look.stop(), this.#trials.stop()]);
  }

  async #readAll(): Promise<void> {
    const { samples } = this.#options.store;
    for (;;) {
      const batches = await samples.read(this.#knowledge.cursor, BATCHES_AT_ONCE);
      for (const batch of batches) {
        this.#knowledge.take(batch);
        this.#bytes += batch.text.length;
        await setImmediate();
      }
      if (batches.length < BATCHES_AT_ONCE) return;
    }
  }

  async #report(): Promise<void> {
    const { id, term } = this.#options;
    const report = this.#knowledge.report(id, term.fence, this.#now);
    await this.#documents.write('figures', FIGURES_REPORT, JSON.stringify(report));
    this.#reportedAt = this.#now;
    this.#options.onReport(report);
  }

  /** @param readUpTo all samples that the store had then are counted */
  async #tellMinutes(readUpTo: number): Promise<void> {
    await this.#minutes.count(readUpTo);
    const { minutes } = this.#minutes;
    if (minutes === this.#told) return;
    const { id: leader, term } = this.#options;
    const report: MinutesReport = { at: this.#now, leader, fence: term.fence, minutes: [...minutes] };
    await this.#documents.write('figures', FIGURES_MINUTES, JSON.stringify(report));
    this.#told = minutes;
  }

  /** While it is written, workers keep what an optimizer has published. */
  async #pulse(): Promise<void> {
    const acts = this.#round.acts || this.#trials.isRunning;
    if (!acts || this.#now < this.#pulsedAt + TUNING_PULSE_EVERY_MS) return;
    const { id: leader, term } = this.#options;
    const pulse = { leader, fence: term.fence, at: Math.round(this.#now) };
    await this.#documents.write('tuning', TUNING_PULSE, JSON.stringify(pulse));
    this.#pulsedAt = this.#now;
    this.#livedAt = this.#now;
  }
}

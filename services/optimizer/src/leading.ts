import { FIGURES_REPORT, type FiguresReport } from '@ag06/contracts';
import type { Store } from '@ag06/store';
import type { Logger } from 'pino';
import { FleetKnowledge } from './fleet-knowledge.ts';
import { parseFleetModel } from './fleet-model.ts';
import { GuardedDocuments } from './guarded-documents.ts';
import type { Term } from './leadership.ts';
import { SettingsPublisher } from './settings-publisher.ts';

const MODEL = 'fleet';
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
  readonly store: Pick<Store, 'fleet' | 'shared' | 'samples' | 'runs'>;
  readonly log: Logger;
  /** Called with each report that was written. */
  readonly onReport: (report: FiguresReport) => void;
}

/** The work of a leader in one term. It begins with the model that the leader before has saved. */
export class Leading {
  readonly #options: LeadingOptions;
  readonly #documents: GuardedDocuments;
  readonly #knowledge: FleetKnowledge;
  readonly #settings: SettingsPublisher;
  #now = 0;
  #keptAt: number;
  #reportedAt = 0;
  #bytes = 0;

  private constructor(options: LeadingOptions, knowledge: FleetKnowledge, now: number) {
    const { id, term, store, log } = options;
    this.#options = options;
    this.#knowledge = knowledge;
    this.#keptAt = now;
    this.#documents = new GuardedDocuments(store.shared, term);
    this.#settings = new SettingsPublisher({
      id,
      fence: term.fence,
      knowledge,
      documents: this.#documents,
      log,
      now: () => this.#now,
      fleet: store.fleet,
      shared: store.shared,
    });
  }

  static async begin(options: LeadingOptions): Promise<Leading> {
    const { store, log } = options;
    const kept = await store.shared.load('model', MODEL);
    const model = kept === undefined ? undefined : parseFleetModel(kept.text);
    if (kept !== undefined && model === undefined)
      log.warn(
        { code: 'MODEL_INVALID', version: kept.version },
        'The kept model is invalid; it begins anew.',
      );
    return new Leading(options, new FleetKnowledge(model), await store.runs.now());
  }

  /** Counts new samples, publishes figures, and publishes settings for agents without any. Throws `SupersededError`. */
  async step(): Promise<void> {
    const { store } = this.#options;
    const before = this.#knowledge.cursor;
    await this.#readAll();
    this.#now = await store.runs.now();
    const isIdle = this.#knowledge.cursor === before && this.#now < this.#reportedAt + REPORT_EVERY_MS;
    if (!isIdle) await this.#report();
    await this.#settings.publish();
    if (this.#now >= this.#keptAt + KEEP_EVERY_MS || this.#bytes >= KEEP_EVERY_BYTES) await this.keep();
  }

  /** Saves the model for the next leader, and drops the samples that are in it. @throws SupersededError */
  async keep(): Promise<void> {
    await this.#documents.write('model', MODEL, JSON.stringify(this.#knowledge.export(this.#now)));
    this.#keptAt = this.#now;
    this.#bytes = 0;
    const { cursor } = this.#knowledge;
    // The next leader begins after it. A superseded leader was refused above.
    if (cursor !== undefined) await this.#options.store.samples.trim(cursor);
  }

  async #readAll(): Promise<void> {
    const { samples } = this.#options.store;
    for (;;) {
      const batches = await samples.read(this.#knowledge.cursor, BATCHES_AT_ONCE);
      for (const batch of batches) {
        this.#knowledge.take(batch);
        this.#bytes += batch.text.length;
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
}

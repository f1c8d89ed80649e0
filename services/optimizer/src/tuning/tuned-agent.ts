import type { AgentFigures, Sample } from '@ag06/contracts/tuning';
import type { Decision, TunerModel } from '@ag06/tuning';
import type { AgentTrial, TrialModel } from '../experiments/agent-trial.ts';
import type { AgentModel } from './agent-model.ts';
import { AgentTuner } from './agent-tuner.ts';
import type { ChangeWatchModel } from './change-watch.ts';
import { DecisionBook } from './decision-book.ts';
import type { Part } from './parts.ts';
import type { PlannedAgent } from './plan-agent.ts';
import { Rollout } from './rollout.ts';

const MINUTE_MS = 60_000;
/** So long after its last telemetry an agent costs nothing: what came of its last decision is known by then. */
const ACTIVE_MS = 90_000;

/** Everything that the leader has of one agent. */
export class TunedAgent {
  readonly name: string;
  readonly tuner: AgentTuner;
  readonly book: DecisionBook;
  readonly rollout: Rollout;
  plan: PlannedAgent | undefined;
  /** Why it is not tuned for now, as it was told last. */
  frozen: string | undefined;
  /** The experiment on it that runs. */
  trial: AgentTrial | undefined;
  /** What the leader before has kept of an experiment; undefined: nothing, or it is taken over. */
  keptTrial: TrialModel | undefined;
  /** How many workers have other settings than the rest. */
  canaries = 0;
  /** Parts of settings that are decided, and that no worker has yet. */
  waiting: readonly Part[] = [];
  /** Decided, and not published yet. */
  undelivered: readonly Decision[] = [];
  /** The number of the last batch of samples that is counted in. */
  #upto: number;
  #importedAt: number;
  #isDirty = false;
  #telemetryAt: number | undefined;
  #figures:
    | { readonly minute: number; readonly figures: Omit<AgentFigures, 'inflight' | 'limit'> }
    | undefined;

  constructor(name: string, model?: AgentModel, watch?: ChangeWatchModel) {
    this.name = name;
    this.tuner = new AgentTuner(name, model);
    this.book = new DecisionBook(name, model?.book);
    this.rollout = new Rollout(watch);
    this.#upto = model?.upto ?? 0;
    this.#importedAt = model?.importedAt ?? 0;
  }

  /**
   * Takes its attempts of a batch, unless they were counted in before.
   *
   * @param heldUpUntil what began before ran while its worker was held up; 0: nothing did
   */
  take(samples: readonly Sample[], batch: number, at: number, heldUpUntil = 0): void {
    if (batch <= this.#upto) return;
    this.#upto = batch;
    this.isHeard(at);
    // In a switchback what is in force changes all the time, so that the tuner learns nothing.
    this.tuner.take(samples, at, this.trial?.holdsTuner === true ? [] : samples, heldUpUntil);
    this.#figures = undefined;
    this.#isDirty = true;
  }

  /** There is telemetry of it, be it only that it works on something. */
  isHeard(at: number): void {
    this.#telemetryAt = Math.max(this.#telemetryAt ?? at, at);
  }

  isActive(now: number): boolean {
    return this.#telemetryAt !== undefined && now < this.#telemetryAt + ACTIVE_MS;
  }

  /** Milliseconds since its last telemetry. */
  silence(now: number): number {
    return now - (this.#telemetryAt ?? now);
  }

  /** Of an idle agent they change once a minute. */
  figures(now: number): Omit<AgentFigures, 'inflight' | 'limit'> {
    const minute = Math.floor(now / MINUTE_MS);
    if (this.#figures?.minute !== minute) this.#figures = { minute, figures: this.tuner.figures(now) };
    return this.#figures.figures;
  }

  /** When a model was imported last, milliseconds since 1970; 0: never. */
  get importedAt(): number {
    return this.#importedAt;
  }

  /** Whether what was imported then is not taken over yet. */
  awaitsImport(importedAt: number | undefined): importedAt is number {
    return importedAt !== undefined && importedAt > this.#importedAt;
  }

  /** Goes on with what was learned elsewhere; undefined: nothing that can be read. */
  import(model: TunerModel | undefined, importedAt: number): void {
    this.#importedAt = importedAt;
    this.#isDirty = true;
    if (model !== undefined) this.tuner.import(model);
  }

  touch(): void {
    this.#isDirty = true;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** To be kept. It counts as changed until `kept` is called. */
  export(): AgentModel {
    return {
      schema: 2,
      upto: this.#upto,
      ...this.tuner.export(),
      book: this.book.toModel(),
      importedAt: this.#importedAt,
    };
  }

  kept(): void {
    this.#isDirty = false;
  }
}

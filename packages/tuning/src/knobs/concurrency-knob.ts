import { z } from 'zod';
import { ConcurrencySearch } from '../concurrency/concurrency-search.ts';
import { SearchModel } from '../concurrency/search-model.ts';
import { meanValue } from '../objective.ts';
import type { Observation, ObservedSample } from '../observation.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

export const ConcurrencyModel = z.strictObject({
  search: SearchModel,
  /** The version of a search's level by the version of the settings that brought it. */
  versions: z.array(z.tuple([z.int(), z.int()])),
  /** Since when there has been more work than slots; null: now there is not. */
  backlogSince: z.number().nullable(),
  /** Failures and attempts lately, fading. */
  failures: z.number(),
  attempts: z.number(),
  isSuspended: z.boolean(),
});
export type ConcurrencyModel = z.infer<typeof ConcurrencyModel>;

const VERSIONS_KEPT = 60;
/** Jobs with deadlines suffer more from a worse level than the level is worse. */
const BACKLOG_SECONDS = 180;
/** More work than slots: this many jobs wait for each slot, and so many slots are taken. */
const WAITING_PER_SLOT = 2;
const BUSY = 0.8;
/** Of attempts that fail, beyond which a level says nothing. */
const FAILING = 0.2;
const FADE = 0.8;

/** Concurrency, by a search that stands still while something else decides what the fleet brings. */
export class ConcurrencyKnob implements Knob {
  readonly #options: KnobOptions;
  readonly #default: number;
  readonly #search: ConcurrencySearch;
  readonly #state: Omit<ConcurrencyModel, 'search'>;

  constructor(options: KnobOptions, model?: ConcurrencyModel) {
    const { bounds } = options;
    this.#options = options;
    this.#default = options.static.concurrency ?? 1;
    const { min = 1, max = 10_000 } = bounds.concurrency ?? {};
    const { search, ...state } = model ?? {};
    this.#search = new ConcurrencySearch({ defaultLevel: this.#default, min, max }, search);
    this.#state = {
      versions: [[1, 1]],
      backlogSince: null,
      failures: 0,
      attempts: 0,
      isSuspended: false,
      ...state,
    };
  }

  get search(): ConcurrencySearch {
    return this.#search;
  }

  observe(observation: Observation, { settings, version }: InForce): void {
    const { t, dt, memory, inflight = 0, replicas, samples, configVersion = version } = observation;
    const judged = samples.filter(({ hedge, outcome }) => !hedge && outcome !== 'cancelled');
    this.#search.observe({
      t,
      ...(dt !== undefined && { dt }),
      ...(memory !== undefined && { memory }),
      configVersion: this.#levelVersion(configVersion),
      inflight,
      replicas: replicas?.ready ?? 1,
      attempts: judged.map((sample) => this.#toAttempt(sample)),
    });
    this.#watchBacklog(observation, settings.concurrency ?? this.#default);
    const failed = judged.filter(({ outcome }) => outcome === 'error' || outcome === 'timeout').length;
    this.#state.failures = this.#state.failures * FADE + failed;
    this.#state.attempts = this.#state.attempts * FADE + judged.length;
  }

  decide(now: number, { settings, version }: InForce): Proposal | undefined {
    if (!this.#maySearch(now, settings)) {
      if (!this.#state.isSuspended) this.#search.suspend(now);
      this.#state.isSuspended = true;
      return this.#toProposal(this.#search.incumbent, settings, version);
    }
    this.#state.isSuspended = false;
    return this.#toProposal(this.#search.decide(now), settings, version);
  }

  toModel(): ConcurrencyModel {
    return { ...this.#state, search: this.#search.toModel() };
  }

  #toAttempt({ t, durMs, outcome, configVersion, inflightAtStart }: ObservedSample) {
    const { attemptCost } = this.#options.objective;
    return {
      endedAt: t,
      seconds: durMs / 1_000,
      value: outcome === 'ok' ? 1 : -attemptCost / meanValue(this.#options.objective),
      ...(configVersion !== undefined && { configVersion: this.#levelVersion(configVersion) }),
      ...(inflightAtStart !== undefined && { inflightAtStart }),
    };
  }

  #levelVersion(version: number): number {
    return this.#state.versions.findLast(([of]) => of <= version)?.[1] ?? 1;
  }

  #watchBacklog({ t, queueDepth = 0, inflight = 0, replicas }: Observation, concurrency: number): void {
    const slots = Math.max(1, concurrency * (replicas?.ready ?? 1));
    const isFull = queueDepth >= WAITING_PER_SLOT * slots && inflight >= BUSY * slots;
    this.#state.backlogSince = isFull ? (this.#state.backlogSince ?? t) : null;
  }

  #maySearch(now: number, { ratePerSec = null }: InForce['settings']): boolean {
    const { backlogSince, failures, attempts } = this.#state;
    const isLoaded =
      this.#options.backlog || (backlogSince !== null && now - backlogSince >= BACKLOG_SECONDS);
    return isLoaded && ratePerSec === null && failures <= FAILING * Math.max(10, attempts);
  }

  #toProposal(
    level: number,
    { concurrency = this.#default }: InForce['settings'],
    version: number,
  ): Proposal | undefined {
    if (level === concurrency) return undefined;
    this.#state.versions = [
      ...this.#state.versions,
      [version + 1, this.#search.version] satisfies [number, number],
    ].slice(-VERSIONS_KEPT);
    const { note, reason } = this.#search;
    return {
      settings: { concurrency: level },
      reason,
      evidence: {
        ...(note !== null &&
          reason !== 'PROBE' && {
            tried: note.to,
            beside: note.from,
            gainPercent: 100 * Math.expm1(note.gain),
            errorPercent: 100 * note.error,
            before: note.before,
            after: note.after,
          }),
      },
    };
  }
}

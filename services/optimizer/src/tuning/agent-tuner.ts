import type { AgentFigures, Knob, Sample, TuningSettings } from '@ag06/contracts/tuning';
import {
  createTuner,
  type Decision,
  type Hindsight,
  type KnobLock,
  type NotDone,
  type Objective,
  type ObservedSample,
  type ReasonCode,
  type SettingHold,
  type Tuner,
  type TunerModel,
  type TunerSettings,
  type TuningDecision,
} from '@ag06/tuning';
import { type AgentModel, isFromFuture } from './agent-model.ts';
import type { AgentPlan } from './agent-plan.ts';
import type { JudgedAttempt } from './attempt-tally.ts';
import {
  beginLearner,
  type Learner,
  type LearnerGround,
  takeBackLearner,
  toGround,
  toTunerSettings,
  withoutHistory,
} from './learner.ts';
import { type Part, withParts } from './parts.ts';
import type { RollbackNote } from './rollback-note.ts';
import { StepWatch } from './step-watch.ts';
import { toJudgedAttempt } from './to-judged-attempt.ts';
import { type AgentScene, toObservation } from './to-observation.ts';
import { toEnded, toObserved } from './to-observed.ts';
import { TypicalDuration } from './typical-duration.ts';
import { VersionMap } from './version-map.ts';
import { toKnobs } from './watched-settings.ts';

/** What a tuner wants to be in force. */
export interface Wanted {
  /** The tuner's version. */
  readonly version: number;
  readonly settings: TunerSettings;
  readonly reasons: readonly ReasonCode[];
  /** What it has decided since it was last asked. */
  readonly decisions: readonly Decision[];
}

/** What a tuner is made from when it is needed. */
type LearnerModel = Pick<AgentModel, 'learner' | 'from'>;

/**
 * One agent, as the leader knows it: a counter of its attempts for everybody to see, and, if its mode is not off, a tuner
 * that learns from them. The tuner goes on with what it knows when people change what it may do.
 */
export class AgentTuner {
  readonly agent: string;
  readonly #counter: Tuner;
  readonly #steps = new StepWatch();
  #model: LearnerModel | undefined;
  #versions: VersionMap;
  #learner: Learner | undefined;
  /** What it was made from: while that stays, so does the tuner. */
  #key: string | undefined;
  readonly #typical = new TypicalDuration();
  #samples: Sample[] = [];
  /** Those that ran while their worker was held up. */
  readonly #heldUp = new WeakSet<Sample>();
  #wanted: TuningDecision | undefined;
  #failure: unknown;

  constructor(agent: string, model?: AgentModel) {
    this.agent = agent;
    this.#model = model;
    this.#versions = new VersionMap(model?.versions);
    const known = model === undefined ? {} : { model: model.counter };
    this.#counter = createTuner({ agent, bounds: {}, static: {}, ...known });
  }

  /** Counts attempts; the tuner gets those that it may learn from with the next step. */
  take(samples: readonly Sample[], at: number, learned = samples, heldUpUntil = 0): void {
    this.#counter.observe({ t: at / 1_000, samples: samples.map((sample) => toObserved(sample)) });
    if (this.#learner !== undefined) this.#samples.push(...learned);
    for (const one of learned) if (one.startedAt < heldUpUntil) this.#heldUp.add(one);
  }

  figures(now: number): Omit<AgentFigures, 'inflight' | 'limit'> {
    return this.#counter.figures(now / 1_000);
  }

  /** Its attempts of a minute (counted from 1970) of the last hour; undefined: there were none. */
  readonly minute = (minute: number) => this.#counter.minute(minute);

  get objective(): Objective | undefined {
    return this.#learner?.ground.objective;
  }

  /** What the tuner wants in force, and why nothing else; what it said last. */
  get wanted(): TunerSettings {
    return this.#wanted?.settings ?? {};
  }

  get reasons(): readonly ReasonCode[] {
    return this.#wanted?.reasons ?? [];
  }

  /** What it has to spend, and what the agent brings. Undefined if nothing is decided about it. */
  status(now: number): ReturnType<Tuner['status']> {
    return this.#attempt(({ tuner }) => tuner.status(now / 1_000));
  }

  /** The settings that are let be, and why. */
  notDone(now: number): readonly NotDone[] {
    return this.#attempt(({ tuner }) => tuner.notDone(now / 1_000)) ?? [];
  }

  /** What was decided and not done would have brought, by what is known now. Undefined if nothing is decided about it. */
  hindsight({ at, to }: Pick<Decision, 'at' | 'to'>): Hindsight | undefined {
    return this.#attempt(({ tuner }) => tuner.hindsight({ at, settings: toTunerSettings(to) }));
  }

  get decisions(): readonly Decision[] {
    return this.#learner?.tuner.decisions() ?? [];
  }

  /** What its tuner has failed at since it was last asked. The tuner begins anew then, without what it had learned. */
  takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Takes what people and workers have declared. The tuner is made anew only if that has changed. */
  plan(plan: AgentPlan, now: number): void {
    if (plan.mode === 'off') {
      this.#learner = undefined;
      this.#samples = [];
      return;
    }
    const typical = this.#typical.at(now, () => this.figures(now));
    const ground = toGround(this.agent, plan, typical);
    const key = JSON.stringify(ground);
    if (this.#learner === undefined || key !== this.#key) this.#learn(ground, key, now);
  }

  /** The tuner goes on with what was learned elsewhere, under a version that nothing was published under. */
  import(model: TunerModel): void {
    const learner = this.#attempt(({ tuner }) => tuner.export());
    const version = 1 + Math.max(learner?.version ?? 1, model.version);
    this.#model = { learner: withoutHistory({ ...model, version }), from: version };
    this.#learner = undefined;
    this.#samples = [];
  }

  /** The tuner learns what came since the last step. Returns what the attempts have brought. */
  observe(now: number, dt: number, scene: AgentScene): readonly JudgedAttempt[] {
    const samples = this.#samples;
    this.#samples = [];
    const judged = this.#attempt(({ tuner, from, ground: { objective, static: own } }) => {
      const ended = samples.map((sample) => {
        const published = sample.canary === true ? scene.canaryMaxAttempts : scene.maxAttempts;
        return { sample, job: this.#steps.toJob(sample, objective, published ?? own.maxAttempts ?? 1) };
      });
      const jobs = ended.flatMap(({ sample, job }) => (job ? toEnded(job, this.#heldUp.has(sample)) : []));
      const learned = this.#toLearned(samples, from);
      // What is shared is alike on canaries and the rest, so a step is of what is wanted.
      const version = scene.published === undefined ? undefined : this.#versions.of(scene.published, true);
      tuner.observe(toObservation({ samples, learned, jobs, version, now, dt, scene }));
      return ended.map(({ sample, job }) => toJudgedAttempt(sample, job, objective));
    });
    return judged ?? [];
  }

  #toLearned(samples: readonly Sample[], from: number): ObservedSample[] {
    return samples.flatMap((sample) => {
      const version = this.#versions.of(sample.configVersion, sample.canary);
      if (version === undefined || version < from) return [];
      return toObserved(sample, version, this.#heldUp.has(sample));
    });
  }

  /**
   * Undefined: nothing is to be decided about it.
   *
   * @param holds settings with which nothing new is begun in this step
   */
  decide(now: number, holds: readonly SettingHold[] = []): Wanted | undefined {
    return this.#attempt(({ tuner }) => {
      const wanted = tuner.decide(now / 1_000, holds);
      const decisions = tuner.decisions().filter(({ at }) => at === now / 1_000);
      this.#wanted = wanted;
      return { ...wanted, decisions };
    });
  }

  /** A document stands for this version of the tuner's settings, for all workers. */
  isPublished(published: number, version: number): void {
    this.#versions.set(published, version);
  }

  /**
   * A document stands for this version on canaries. The rest has still the settings within a job of the document before.
   *
   * @param before the version of that document, and whether the rest has now what its canaries had; undefined: what is shared
   * has changed since, for all workers
   */
  isStaged(
    published: number,
    version: number,
    before: { readonly version: number; readonly asCanaries: boolean } | undefined,
  ): void {
    const known = before && this.#versions.of(before.version, before.asCanaries);
    const rest = Math.min(version, Math.max(known ?? version, this.#learner?.from ?? 0));
    this.#versions.set(published, rest, version);
  }

  /**
   * Takes parts of settings back to what was published before: the tuner writes it down, and lets them be for a while.
   *
   * @param to what was published before
   */
  rollBack(now: number, parts: readonly Part[], to: TuningSettings, why: RollbackNote): void {
    this.#attempt(({ tuner, ground }) => {
      const settings = toTunerSettings({ ...ground.static, ...withParts(this.wanted, to, parts) });
      tuner.rollBack(now / 1_000, toKnobs(parts), why.note, { to: settings, evidence: why.evidence });
    });
  }

  /** The settings that are let be because they were taken back. */
  rollbackLocks(now: number): readonly KnobLock[] {
    const locks = this.#attempt(({ tuner }) => tuner.locks(now / 1_000)) ?? [];
    return locks.filter(({ by }) => by === 'rollback');
  }

  /** A person unlocks settings: what was taken back in the past does not count any more. */
  unlock(knobs: readonly Knob[]): void {
    this.#attempt(({ tuner }) => {
      for (const knob of knobs) tuner.unlock(knob);
    });
  }

  /** What was wanted is not put in force: the tuner goes on from these settings. */
  takeBack(settings: TuningSettings): void {
    this.#attempt((learner) => {
      this.#learner = takeBackLearner(learner, settings);
    });
  }

  export(): Omit<AgentModel, 'schema' | 'upto' | 'book' | 'importedAt'> {
    const learner = this.#attempt(({ tuner }) => tuner.export());
    return {
      counter: this.#counter.export(),
      // The counter has the history already. Where no worker was seen yet, it goes on being kept as it was.
      learner: learner === undefined ? (this.#model?.learner ?? null) : withoutHistory(learner),
      from: this.#learner?.from ?? this.#model?.from ?? 0,
      versions: this.#versions.toModel(),
    };
  }

  #learn(ground: LearnerGround, key: string, now: number): void {
    const known = this.#attempt(({ tuner }) => tuner.export()) ?? this.#model?.learner ?? undefined;
    const kept = known !== undefined && isFromFuture(known, now) ? undefined : known;
    const from = this.#learner?.from ?? this.#model?.from ?? 0;
    this.#model = undefined;
    this.#learner = this.#begin(ground, kept, from);
    this.#key = key;
  }

  /** A model of which no tuner can be made is forgotten. */
  #begin(ground: LearnerGround, model: TunerModel | undefined, from: number): Learner {
    try {
      return beginLearner(ground, model, from);
    } catch (error) {
      this.#fail(error);
      return beginLearner(ground, undefined, from);
    }
  }

  /** What a tuner fails at is the matter of its own agent. Undefined also without a tuner. */
  #attempt<T>(act: (learner: Learner) => T): T | undefined {
    if (this.#learner === undefined) return undefined;
    try {
      return act(this.#learner);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#failure = error;
    this.#learner = undefined;
    this.#wanted = undefined;
    this.#versions = new VersionMap();
  }
}

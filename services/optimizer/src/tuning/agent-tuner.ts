import { type AgentFigures, KNOBS, type Sample, type TuningSettings } from '@ag06/contracts/tuning';
import {
  createTuner,
  type Decision,
  type NotDone,
  type Objective,
  type Observation,
  type ReasonCode,
  type Tuner,
  type TunerModel,
  type TunerOptions,
  type TunerSettings,
  type TuningDecision,
} from '@ag06/tuning';
import { type AgentModel, isFromFuture } from './agent-model.ts';
import type { AgentPlan } from './agent-plan.ts';
import { StepWatch } from './step-watch.ts';
import { isNeverLate, toObjective } from './to-objective.ts';
import { type AgentScene, toObservation } from './to-observation.ts';
import { toObserved } from './to-observed.ts';
import { VersionMap } from './version-map.ts';

/** What a tuner wants to be in force. */
export interface Wanted {
  /** The tuner's version. */
  readonly version: number;
  readonly settings: TunerSettings;
  readonly reasons: readonly ReasonCode[];
  /** What it has decided since it was last asked. */
  readonly decisions: readonly Decision[];
}

/** What a tuner is created from, beside its objective and its model. */
type Ground = Pick<TunerOptions, 'static' | 'bounds' | 'locks'>;

/** What a tuner is made from when it is needed. */
type LearnerModel = Pick<AgentModel, 'learner' | 'from'>;

interface Learner {
  readonly tuner: Tuner;
  readonly ground: Ground;
  readonly objective: Objective;
  readonly key: string;
  /** Attempts under older versions say nothing to it: its settings were decided elsewhere since. */
  readonly from: number;
}

const BATCH_BACKLOG_SECONDS = 3;
/** The median duration has to change by this factor to change deadlines that nobody has declared. */
const MEDIAN_FACTOR = 2;
const MEDIAN_DEFAULT_S = 1;
/** To find it, the minute's durations are merged, which is work. */
const MEDIAN_EVERY_MS = 5_000;

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
  #medianS: number | undefined;
  #medianAt = 0;
  #samples: Sample[] = [];
  #wanted: TuningDecision | undefined;
  #failure: unknown;

  constructor(agent: string, model?: AgentModel) {
    this.agent = agent;
    this.#model = model;
    this.#versions = new VersionMap(model?.versions);
    const counter = model?.counter;
    this.#counter = createTuner({
      agent,
      bounds: {},
      static: {},
      ...(counter !== undefined && { model: counter }),
    });
  }

  /** Counts attempts; the tuner gets them with the next step. */
  take(samples: readonly Sample[], at: number): void {
    this.#counter.observe({ t: at / 1_000, samples: samples.map((sample) => toObserved(sample)) });
    if (this.#learner !== undefined) this.#samples.push(...samples);
  }

  figures(now: number): Omit<AgentFigures, 'inflight' | 'limit'> {
    return this.#counter.figures(now / 1_000);
  }

  get objective(): Objective | undefined {
    return this.#learner?.objective;
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
    const locks = KNOBS.filter((knob) => plan.locks.includes(knob));
    const ground = { static: plan.static, bounds: plan.bounds, locks };
    const key = JSON.stringify([ground, plan.objective, this.#median(now)]);
    if (key !== this.#learner?.key) this.#learn(ground, plan, key, now);
  }

  /** The tuner goes on with what was learned elsewhere, under a version that nothing was published under. */
  import(model: TunerModel): void {
    const learner = this.#attempt(({ tuner }) => tuner.export());
    const version = 1 + Math.max(learner?.version ?? 1, model.version);
    this.#model = { learner: { ...model, version, history: NO_HISTORY }, from: version };
    this.#learner = undefined;
    this.#samples = [];
  }

  /** The tuner learns what came since the last step. */
  observe(now: number, dt: number, scene: AgentScene): void {
    const samples = this.#samples;
    this.#samples = [];
    this.#attempt((learner) => learner.tuner.observe(this.#toObservation(learner, samples, now, dt, scene)));
  }

  #toObservation(
    { from, ground, objective }: Learner,
    samples: readonly Sample[],
    now: number,
    dt: number,
    scene: AgentScene,
  ): Observation {
    const learned = samples.flatMap((sample) => {
      const version = this.#versions.of(sample.configVersion, sample.canary);
      return version === undefined || version < from ? [] : toObserved(sample, version);
    });
    const { maxAttempts = 1 } = ground.static;
    const jobs = this.#steps.toJobs(samples, objective, maxAttempts);
    const version = scene.published === undefined ? undefined : this.#versions.of(scene.published);
    return toObservation({ samples, learned, jobs, version, now, dt, scene });
  }

  /** Undefined: nothing is to be decided about it. */
  decide(now: number): Wanted | undefined {
    return this.#attempt(({ tuner }) => {
      const wanted = tuner.decide(now / 1_000);
      const decisions = tuner.decisions().filter(({ at }) => at === now / 1_000);
      this.#wanted = wanted;
      return { ...wanted, decisions };
    });
  }

  /** A document stands for these versions of the tuner's settings: for most workers, and for canaries. */
  isPublished(published: number, version: number, canary = version): void {
    this.#versions.set(published, version, canary);
  }

  /** What was wanted is not put in force: the tuner goes on from these settings. */
  takeBack(settings: TuningSettings): void {
    this.#attempt((learner) => this.#takeBack(learner, settings));
  }

  #takeBack({ ground, key, objective, tuner, from }: Learner, settings: TuningSettings): void {
    const model = tuner.export();
    const { learning } = model;
    if (learning === undefined) return;
    const { knobs } = learning;
    const isSame = learning.settings.concurrency === settings.concurrency;
    const renewed = {
      ...model,
      version: model.version + 1,
      learning: {
        ...learning,
        settings: toModelSettings(settings),
        knobs: isSame ? knobs : { ...knobs, concurrency: null },
      },
    };
    this.#learner = {
      ground,
      key,
      objective,
      from: isSame ? from : renewed.version,
      tuner: this.#create(ground, objective, renewed),
    };
  }

  export(): Omit<AgentModel, 'schema' | 'upto' | 'book' | 'importedAt'> {
    const learner = this.#attempt(({ tuner }) => tuner.export());
    return {
      counter: this.#counter.export(),
      // The counter has the history already. Where no worker was seen yet, it goes on being kept as it was.
      learner: learner === undefined ? (this.#model?.learner ?? null) : { ...learner, history: NO_HISTORY },
      from: this.#learner?.from ?? this.#model?.from ?? 0,
      versions: this.#versions.toModel(),
    };
  }

  #learn(ground: Ground, { objective: declared }: AgentPlan, key: string, now: number): void {
    const known = this.#attempt(({ tuner }) => tuner.export()) ?? this.#model?.learner ?? undefined;
    const kept = known !== undefined && isFromFuture(known, now) ? undefined : known;
    const from = this.#learner?.from ?? this.#model?.from ?? 0;
    this.#model = undefined;
    const objective = toObjective(declared, this.#medianS ?? MEDIAN_DEFAULT_S);
    const tuner = this.#begin(ground, objective, kept);
    // A tuner of other static settings has another version, from which on it knows what is in force.
    const { version } = tuner.export();
    const isOther = kept !== undefined && version !== kept.version;
    this.#learner = { ground, objective, key, tuner, from: isOther ? version : from };
  }

  /** A model of which no tuner can be made is forgotten. */
  #begin(ground: Ground, objective: Objective, model: TunerModel | undefined): Tuner {
    try {
      return this.#create(ground, objective, model);
    } catch (error) {
      this.#fail(error);
      return this.#create(ground, objective, undefined);
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

  #create(ground: Ground, objective: Objective, model: TunerModel | undefined): Tuner {
    return createTuner({
      agent: this.agent,
      ...ground,
      objective,
      ...(isNeverLate(objective) && { backlogSeconds: BATCH_BACKLOG_SECONDS }),
      ...(model !== undefined && { model }),
    });
  }

  /** Changes only if durations do by much, because deadlines follow it. */
  #median(now: number): number | undefined {
    if (now < this.#medianAt + MEDIAN_EVERY_MS) return this.#medianS;
    this.#medianAt = now;
    const [recent] = this.figures(now).windows;
    const ms = recent === undefined || recent.attempts < 20 ? null : recent.duration.p50Ms;
    if (ms !== null) {
      const median = ms / 1_000;
      const ratio = median / (this.#medianS ?? median);
      if (this.#medianS === undefined || ratio > MEDIAN_FACTOR || ratio < 1 / MEDIAN_FACTOR)
        this.#medianS = median;
    }
    return this.#medianS;
  }
}

/** An empty history, as of a tuner that has seen nothing. */
const NO_HISTORY = createTuner({ agent: 'none', bounds: {}, static: {} }).export().history;

const toModelSettings = (settings: TuningSettings) => JSON.parse(JSON.stringify(settings));

import { KNOBS, type TuningSettings } from '@ag06/contracts/tuning';
import {
  createTuner,
  isNeverLate,
  type Objective,
  type Tuner,
  type TunerModel,
  type TunerOptions,
  toObjective,
} from '@ag06/tuning';
import type { AgentPlan } from './agent-plan.ts';

/** What a tuner is created from, beside its model. */
export interface LearnerGround
  extends Pick<TunerOptions, 'agent' | 'static' | 'bounds' | 'locks' | 'bootSeconds'> {
  readonly objective: Objective;
}

/** A tuner, and what it was made from. */
export interface Learner {
  readonly tuner: Tuner;
  readonly ground: LearnerGround;
  /** Attempts under older versions say nothing to it: its settings were decided elsewhere since. */
  readonly from: number;
}

const BATCH_BACKLOG_SECONDS = 3;
const MEDIAN_DEFAULT_S = 1;

/** @param medianS of its attempts, seconds; undefined: not known */
export function toGround(agent: string, plan: AgentPlan, medianS: number | undefined): LearnerGround {
  return {
    agent,
    static: plan.static,
    bounds: plan.bounds,
    locks: KNOBS.filter((knob) => plan.locks.includes(knob)),
    ...(plan.bootSeconds !== undefined && { bootSeconds: plan.bootSeconds }),
    objective: toObjective(plan.objective, medianS ?? MEDIAN_DEFAULT_S),
  };
}

/** Makes a tuner that goes on with what is known. Throws if no tuner can be made of that model. */
export function beginLearner(ground: LearnerGround, model: TunerModel | undefined, from: number): Learner {
  const tuner = createLearning(ground, model);
  // A tuner of other static settings has another version, from which on it knows what is in force.
  const { version } = tuner.export();
  const isOther = model !== undefined && version !== model.version;
  return { tuner, ground, from: isOther ? version : from };
}

/** Returns the tuner as it goes on from these settings, because what it wanted is not put in force. */
export function takeBackLearner(learner: Learner, settings: TuningSettings): Learner {
  const { ground, tuner, from } = learner;
  const model = tuner.export();
  const { learning } = model;
  if (learning === undefined) return learner;
  const isSame = learning.settings.concurrency === settings.concurrency;
  const renewed = {
    ...model,
    version: model.version + 1,
    learning: {
      ...learning,
      settings: toTunerSettings(settings),
      knobs: isSame ? learning.knobs : { ...learning.knobs, concurrency: null },
    },
  };
  return { ground, from: isSame ? from : renewed.version, tuner: createLearning(ground, renewed) };
}

/** A model without the counts, which the agent's counter has already. */
export const withoutHistory = (model: TunerModel): TunerModel => ({ ...model, history: NO_HISTORY });

function createLearning(ground: LearnerGround, model: TunerModel | undefined): Tuner {
  return createTuner({
    ...ground,
    ...(isNeverLate(ground.objective) && { backlogSeconds: BATCH_BACKLOG_SECONDS }),
    ...(model !== undefined && { model }),
  });
}

/** An empty history, as of a tuner that has seen nothing. */
const NO_HISTORY = createTuner({ agent: 'none', bounds: {}, static: {} }).export().history;

/** Sizes without a setting of their own have that of all. */
export const toTunerSettings = (settings: TuningSettings) => JSON.parse(JSON.stringify(settings));

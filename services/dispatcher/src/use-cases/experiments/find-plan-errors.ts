import { isDeepStrictEqual } from 'node:util';
import type { ProblemView } from '@ag06/contracts';
import {
  type AgentBounds,
  ARM_SETTINGS,
  type ExperimentPlan,
  KNOBS,
  type Knob,
  RUN_SETTINGS,
  SETTING_NAMES,
  type SettingName,
  type TuningSettings,
} from '@ag06/contracts/tuning';

type Errors = NonNullable<ProblemView['errors']>;

const OF_RUN: readonly SettingName[] = RUN_SETTINGS;

/** Returns what is wrong with an experiment beside its form: settings that cannot be compared so, or beyond the agent's bounds. */
export function findPlanErrors(plan: ExperimentPlan, bounds: AgentBounds): Errors {
  const errors = [
    ...findMetricErrors(plan),
    ...plan.arms.flatMap((arm, i) => findArmErrors(arm, `arms.${i}`, plan, bounds)),
  ];
  if (isDeepStrictEqual(plan.arms[0], plan.arms[1]))
    errors.push({ path: 'arms', expected: 'two arms that differ in a setting', got: 'the same twice' });
  return errors;
}

function findMetricErrors({ assignment, metric }: ExperimentPlan): Errors {
  if (assignment === 'run' && metric === 'throughput') {
    const expected =
      'value, success or recorded: by run, both arms share the same workers. Or the assignment switchback';
    return [{ path: 'metric', expected, got: metric }];
  }
  if (assignment === 'switchback' && metric === 'recorded') {
    const expected =
      'value, success or throughput: a recorded run may have steps in several blocks. Or the assignment run';
    return [{ path: 'metric', expected, got: metric }];
  }
  return [];
}

function findArmErrors(
  arm: TuningSettings,
  path: string,
  { assignment }: ExperimentPlan,
  bounds: AgentBounds,
): Errors {
  return SETTING_NAMES.filter((name) => arm[name] !== undefined).flatMap((name) => {
    if (!ARM_SETTINGS.includes(name)) {
      const expected = `a setting that workers apply: ${ARM_SETTINGS.join(', ')}`;
      return [{ path: `${path}.${name}`, expected, got: name }];
    }
    if (assignment === 'run' && !OF_RUN.includes(name)) {
      const expected = `a setting of single runs: ${OF_RUN.join(', ')}. All others are shared by both arms, and need the assignment switchback`;
      return [{ path: `${path}.${name}`, expected, got: name }];
    }
    return findOutside(arm, name, path, bounds);
  });
}

function findOutside(arm: TuningSettings, name: SettingName, path: string, bounds: AgentBounds): Errors {
  const judge = (knob: Knob, value: number | null | undefined, where: string): Errors => {
    const bound = bounds[knob];
    if (value == null || bound === undefined || (value >= bound.min && value <= bound.max)) return [];
    const expected = `${bound.min} to ${bound.max}, the bounds of the agent`;
    return [{ path: where, expected, got: String(value) }];
  };
  if (name !== 'bySize') return judge(name, arm[name], `${path}.${name}`);
  return Object.entries(arm.bySize ?? {}).flatMap(([size, settings]) => [
    ...judge('timeoutMs', settings.timeoutMs, `${path}.bySize.${size}.timeoutMs`),
    ...judge('hedgeAfterMs', settings.hedgeAfterMs, `${path}.bySize.${size}.hedgeAfterMs`),
  ]);
}

/** A person's bounds go over those of the code. */
export const combineBounds = (...all: readonly (AgentBounds | undefined)[]): AgentBounds => {
  const known = KNOBS.flatMap((knob) => {
    const bound = all.findLast((bounds) => bounds?.[knob] !== undefined)?.[knob];
    return bound === undefined ? [] : [[knob, bound] as const];
  });
  return Object.fromEntries(known);
};

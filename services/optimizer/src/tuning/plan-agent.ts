import { ownValue } from '@ag06/contracts';
import {
  type AgentTuning,
  APPLIED_KNOBS,
  KNOBS,
  type Knob,
  NO_POLICY,
  SETTING_NAMES,
  type SettingLock,
  type SettingName,
  type TuningDocument,
  type TuningMode,
  type TuningPolicy,
  type TuningSettings,
} from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';
import type { Bounds } from '@ag06/tuning';
import { agreeOnStatic } from '../agree-on-static.ts';
import type { AgentPlan } from './agent-plan.ts';

export interface PlanFacts {
  readonly agent: string;
  /** Of the optimizer: what it does about agents of which nobody says anything. */
  readonly mode: TuningMode;
  readonly workers: readonly WorkerRecord[];
  readonly document: TuningDocument | undefined;
  readonly policy: TuningPolicy | undefined;
  /** Why nothing of the whole fleet is changed. */
  readonly frozen: string | undefined;
  /** Settings under experiment: nothing else changes them meanwhile. */
  readonly tried?: readonly SettingName[];
  readonly bootSeconds?: number | undefined;
  readonly now: number;
}

export interface PlannedAgent extends AgentPlan {
  /** The workers' own settings, as far as they agree. */
  readonly own: TuningSettings;
  /** Locked for a time, and decided by the optimizer: they are its own again when the time is over. */
  readonly lent: readonly SettingName[];
}

/**
 * Puts together what binds the tuning of an agent. A person's word goes over the code's, and the code's over the optimizer's.
 * A setting that a person has published stays as it is; so does one that is locked, and one that no worker applies.
 */
export function planAgent(facts: PlanFacts): PlannedAgent {
  const { agent, workers, document, policy = NO_POLICY, tried = [] } = facts;
  const declared = declaredOf(workers, agent);
  const bounds = { ...declared.bounds, ...policy.bounds };
  const own = withReplicas(agreeOnStatic(workers, agent), bounds);
  const locks = SETTING_NAMES.filter(
    (name) => tried.includes(name) || isLocked(name, own, document, policy, facts.now),
  );
  return {
    mode: facts.mode === 'off' ? 'off' : (policy.mode ?? declared.mode ?? facts.mode),
    frozen: facts.frozen ?? tellFrozen(policy),
    own,
    static: { ...own, ...pick(document?.settings ?? {}, locks) },
    bounds: toBounds(bounds),
    bootSeconds: facts.bootSeconds,
    objective: { ...declared.objective, ...policy.objective },
    locks,
    lent: SETTING_NAMES.filter(
      (name) =>
        (document?.learned ?? []).includes(name) && isForATime(policy.locks[name], tried.includes(name)),
    ),
  };
}

/** Whether a person has published this setting: it is in the document, and no optimizer has put it there. */
const isByPerson = (name: SettingName, document: TuningDocument | undefined): boolean =>
  document?.settings[name] !== undefined && !(document.learned ?? []).includes(name);

function isLocked(
  name: SettingName,
  own: TuningSettings,
  document: TuningDocument | undefined,
  { locks }: TuningPolicy,
  now: number,
): boolean {
  const isHeld = (of: SettingName) => isByPerson(of, document) || isInForce(locks[of], now);
  if (!isApplied(name, own) || isHeld(name)) return true;
  return BY_SIZE.some((knob) => knob === name) && isHeld('bySize');
}

const isInForce = (lock: SettingLock | undefined, now: number): boolean =>
  lock !== undefined && (lock.until === undefined || lock.until > now);

/** An experiment ends, as some locks do. */
const isForATime = (lock: SettingLock | undefined, isTried: boolean): boolean =>
  lock === undefined ? isTried : lock.until !== undefined;

/** The settings that sizes may have of their own. */
const BY_SIZE = ['timeoutMs', 'hedgeAfterMs'] as const;
const APPLIED: readonly string[] = [...APPLIED_KNOBS, 'bySize'];
/** Workers apply most; those who send activations, `ageingMs`; whoever scales the workers, replicas, if their bounds are known. */
const isApplied = (name: SettingName, { replicas }: TuningSettings): boolean =>
  APPLIED.includes(name) || name === 'ageingMs' || (name === 'replicas' && replicas !== undefined);

/** Where it is declared between what numbers of workers an agent may have, the least of them is what it has without a forecast. */
function withReplicas(own: TuningSettings, { replicas }: NonNullable<AgentTuning['bounds']>): TuningSettings {
  return replicas === undefined ? own : { ...own, replicas: Math.max(1, Math.ceil(replicas.min)) };
}

const TOLD_MAX = 500;
const tellFrozen = ({ frozen }: TuningPolicy): string | undefined =>
  frozen &&
  `${frozen.by} has frozen it${frozen.reason === '' ? '' : `: ${frozen.reason}`}`.slice(0, TOLD_MAX);

/** Workers of different releases may declare different things: the last one started is right. */
export function declaredOf(workers: readonly WorkerRecord[], agent: string): AgentTuning {
  const told = workers
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .flatMap(({ tuning }) => ownValue(tuning, agent) ?? []);
  return told[0] ?? {};
}

function pick(settings: TuningSettings, names: readonly SettingName[]): TuningSettings {
  const picked = KNOBS.filter((knob) => names.includes(knob) && settings[knob] !== undefined);
  return Object.fromEntries(picked.map((knob) => [knob, settings[knob]]));
}

function toBounds(bounds: NonNullable<AgentTuning['bounds']>): Bounds {
  const told = KNOBS.flatMap((knob): [Knob, { min: number; max: number }][] => {
    const bound = bounds[knob];
    return bound === undefined ? [] : [[knob, bound]];
  });
  return Object.fromEntries(told);
}

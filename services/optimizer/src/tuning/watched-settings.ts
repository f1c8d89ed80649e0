import { KNOBS, type Knob, type TuningDocument } from '@ag06/contracts/tuning';
import type { SettingHold } from '@ag06/tuning';
import { changedParts, type Part, settingOf, sizeOf } from './parts.ts';
import { PER_JOB } from './per-job.ts';

type Settings = TuningDocument['settings'];

/**
 * Settings that are compared with those before when all workers have got others. Concurrency and rate are not among them:
 * their own methods try and take back all the time.
 */
const WATCHED: readonly string[] = [...PER_JOB, 'breakerThreshold', 'breakerOpenMs', 'ageingMs'];

/** Returns the parts of watched settings that differ. */
export const watchedChanges = (before: Settings, after: Settings): readonly Part[] =>
  changedParts(before, after).filter((part) => WATCHED.includes(settingOf(part)));

/**
 * Whether steps have more attempts. They make no attempt fail, and no more run at a time: where attempts fail as never before, the
 * service is to blame, and more of them are needed most.
 *
 * @param own what workers do by themselves
 */
export function hasMoreAttempts(before: Settings, after: Settings, own: Settings): boolean {
  const [few, many] = [before, after].map(({ maxAttempts = own.maxAttempts }) => maxAttempts);
  return few !== undefined && many !== undefined && many > few;
}

/** Sizes have time-outs and hedges of their own. */
const BY_SIZE: readonly Knob[] = ['timeoutMs', 'hedgeAfterMs'];

/** Returns the knobs of a tuner that stand for these parts of settings. */
export function toKnobs(parts: readonly Part[]): readonly Knob[] {
  const names = parts.map(settingOf);
  return KNOBS.filter((knob) => names.includes(knob) || (names.includes('bySize') && BY_SIZE.includes(knob)));
}

/** Returns what keeps a tuner from changing these parts, and nothing else. */
export const toHolds = (parts: readonly Part[], text: string): readonly SettingHold[] =>
  parts.flatMap((part) => {
    const size = sizeOf(part);
    return toKnobs([part]).map((knob) => (size === undefined ? { knob, text } : { knob, size, text }));
  });

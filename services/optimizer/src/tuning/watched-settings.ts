import { KNOBS, type Knob, type TuningDocument } from '@ag06/contracts/tuning';
import { differing, PER_JOB } from './per-job.ts';

type Settings = TuningDocument['settings'];

/**
 * Settings that are compared with those before when all workers have got others. Concurrency and rate are not among them:
 * their own methods try and take back all the time.
 */
const WATCHED: readonly string[] = [...PER_JOB, 'breakerThreshold', 'breakerOpenMs', 'ageingMs'];

/** Returns the names of the watched settings that differ. */
export const watchedChanges = (before: Settings, after: Settings): readonly string[] =>
  differing(before, after).filter((name) => WATCHED.includes(name));

/** Sizes have time-outs and hedges of their own. */
const BY_SIZE: readonly Knob[] = ['timeoutMs', 'hedgeAfterMs'];

/** Returns the knobs of a tuner that stand for these settings. */
export const toKnobs = (names: readonly string[]): readonly Knob[] =>
  KNOBS.filter((knob) => names.includes(knob) || (names.includes('bySize') && BY_SIZE.includes(knob)));

/** All that are watched. */
export const WATCHED_KNOBS: readonly Knob[] = toKnobs(WATCHED);

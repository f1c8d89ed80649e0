import { SETTING_NAMES, type SettingName, type TuningDocument } from '@ag06/contracts/tuning';
import { chooseCanaries, type StageName } from './choose-canaries.ts';
import { changedPerJob, keyOf, type Part, settingOf, withParts } from './parts.ts';
import { isPerJob, toKey } from './per-job.ts';
import type { PublishedSettings } from './to-published.ts';
import { watchedChanges } from './watched-settings.ts';

/** What a document is to say: to all workers, and to some of them something else. */
export interface StagedSettings extends PublishedSettings {
  readonly canary?: NonNullable<TuningDocument['canary']>;
}

/** Parts of settings, each with its value as `keyOf` returns it. */
export type PartKeys = ReadonlyMap<Part, string>;

export interface StagingFacts {
  readonly mode: 'canary' | 'live';
  /** What the optimizer would have in force everywhere. */
  readonly target: PublishedSettings;
  readonly document: TuningDocument | undefined;
  /** As `toCandidates` returns them. */
  readonly candidates: readonly string[];
  /** The ids of all workers. */
  readonly alive: readonly string[];
  /** On how many workers settings are tried. */
  readonly stage: StageName;
  /** These have passed all stages, or take back what does harm. */
  readonly passed: PartKeys;
  /** Nothing but these is tried now; undefined: whatever is wanted. */
  readonly only: PartKeys | undefined;
}

/**
 * Returns what is to be published. Settings within a job get to all workers by way of a few of them; the others get to all at
 * once. In mode canary nobody but the canaries has anything that the optimizer decided.
 */
export function toStaged(facts: StagingFacts): StagedSettings {
  const { mode, target, document, candidates, alive, stage, passed, only } = facts;
  const before = toRest(mode, target, document);
  const has = (keys: PartKeys, part: Part): boolean => keys.get(part) === keyOf(target.settings, part);
  const missing = changedPerJob(before.settings, target.settings);
  const due = mode === 'live' ? missing.filter((part) => has(passed, part)) : [];
  const rest = withLearned(before, target, due);
  const waiting = missing.filter((part) => !due.includes(part));
  const tried = waiting.filter((part) => only === undefined || has(only, part));
  if (tried.length === 0) return rest;
  const isOther = watchedChanges(document?.settings ?? {}, rest.settings).length > 0;
  if (mode === 'live' && isOther && document?.canary === undefined) return rest;
  const present = (document?.canary?.workers ?? []).filter((id) => alive.includes(id));
  const workers = chooseCanaries(stage, candidates, present) ?? present;
  // Where there is nobody to compare with, all get it, and it is compared with the time before.
  if (workers.length === 0) return mode === 'live' ? withLearned(rest, target, waiting) : rest;
  return {
    ...rest,
    canary: { settings: withParts(rest.settings, target.settings, tried), workers: [...workers] },
  };
}

/**
 * What the rest of the workers has: within a job what is published already, and of the others what is wanted. What has become a
 * person's, as by a lock without an end, is one at once.
 */
function toRest(
  mode: StagingFacts['mode'],
  target: PublishedSettings,
  document: TuningDocument | undefined,
): PublishedSettings {
  const { settings: present = {}, learned: presentLearned = [] } = document ?? {};
  const names = SETTING_NAMES.flatMap((name): [SettingName, PublishedSettings][] => {
    const isOfPerson = target.settings[name] !== undefined && !target.learned.includes(name);
    const source = isPerJob(name) && !isOfPerson ? { settings: present, learned: presentLearned } : target;
    const isLearned = source.learned.includes(name);
    return source.settings[name] === undefined || (mode === 'canary' && isLearned) ? [] : [[name, source]];
  });
  return {
    settings: Object.fromEntries(names.map(([name, { settings }]) => [name, settings[name]])),
    learned: names.flatMap(([name, { learned }]) => (learned.includes(name) ? [name] : [])),
  };
}

/** Returns settings in which these parts are as wanted. */
function withLearned(
  before: PublishedSettings,
  target: PublishedSettings,
  parts: readonly Part[],
): PublishedSettings {
  const settings = withParts(before.settings, target.settings, parts);
  const names = parts.map(settingOf);
  const isLearned = (name: SettingName): boolean =>
    (names.includes(name) ? target : before).learned.includes(name);
  return {
    settings,
    learned: SETTING_NAMES.filter((name) => settings[name] !== undefined && isLearned(name)),
  };
}

/** Whether a document says this already. */
export const isStaged = (
  { settings, learned, canary }: StagedSettings,
  document: TuningDocument | undefined,
): boolean =>
  document !== undefined &&
  toKey([settings, canary]) === toKey([document.settings, document.canary]) &&
  learned.toSorted().join() === (document.learned ?? []).toSorted().join();

import { SETTING_NAMES, type SettingName, type TuningDocument } from '@ag06/contracts/tuning';
import { chooseCanaries, type StageName } from './choose-canaries.ts';
import { differing, isPerJob, splitSettings, toKey } from './per-job.ts';
import type { PublishedSettings } from './to-published.ts';
import { watchedChanges } from './watched-settings.ts';

/** What a document is to say: to all workers, and to some of them something else. */
export interface StagedSettings extends PublishedSettings {
  readonly canary?: NonNullable<TuningDocument['canary']>;
}

export interface StagingFacts {
  readonly mode: 'canary' | 'live';
  /** What the optimizer would have in force everywhere. */
  readonly target: PublishedSettings;
  readonly document: TuningDocument | undefined;
  /** As `toCandidates` returns them. */
  readonly candidates: readonly string[];
  /** The ids of all workers. */
  readonly alive: readonly string[];
  /** How far these settings have got; `all`: they have passed all stages, or take back what does harm. */
  readonly reached: StageName | 'all';
  /** Whether a change for all workers is being watched. */
  readonly isWatching: boolean;
}

/**
 * Returns what is to be published. Settings within a job get to all workers by way of a few of them, one change after another;
 * the others get to all at once. In mode canary nobody but the canaries has anything that the optimizer decided.
 */
export function toStaged(facts: StagingFacts): StagedSettings {
  const { mode, target, document, candidates, alive, reached, isWatching } = facts;
  const rest = toRest(mode, target, document);
  const isTried =
    differing(splitSettings(rest.settings).perJob, splitSettings(target.settings).perJob).length > 0;
  if (!isTried) return rest;
  if (mode === 'live') {
    if (reached === 'all') return target;
    const isOther = watchedChanges(document?.settings ?? {}, rest.settings).length > 0;
    if (isOther || (isWatching && document?.canary === undefined)) return rest;
  }
  const stage = mode === 'live' && reached === 'half' ? 'half' : 'first';
  const present = (document?.canary?.workers ?? []).filter((id) => alive.includes(id));
  const workers = chooseCanaries(stage, candidates, present) ?? present;
  // Where there is nobody to compare with, all get it, and it is compared with the time before.
  if (workers.length === 0) return mode === 'live' ? target : rest;
  const settings = { ...splitSettings(rest.settings).shared, ...splitSettings(target.settings).perJob };
  return { ...rest, canary: { settings, workers: [...workers] } };
}

/** What the rest of the workers has: within a job what is published already, and of the others what is wanted. */
function toRest(
  mode: StagingFacts['mode'],
  target: PublishedSettings,
  document: TuningDocument | undefined,
): PublishedSettings {
  const { settings: present = {}, learned: presentLearned = [] } = document ?? {};
  const names = SETTING_NAMES.flatMap((name): [SettingName, PublishedSettings][] => {
    const source = isPerJob(name) ? { settings: present, learned: presentLearned } : target;
    const isLearned = source.learned.includes(name);
    return source.settings[name] === undefined || (mode === 'canary' && isLearned) ? [] : [[name, source]];
  });
  return {
    settings: Object.fromEntries(names.map(([name, { settings }]) => [name, settings[name]])),
    learned: names.flatMap(([name, { learned }]) => (learned.includes(name) ? [name] : [])),
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

import type { TuningSettings } from '@ag06/contracts/tuning';
import { differing, isPerJob, toKey } from './per-job.ts';

/**
 * What can be tried, passed and taken back alone: a setting, or what one size of inputs has of its own (`bySize.2`). Parts
 * do not touch each other's attempts where they are of different sizes.
 */
export type Part = string;

const BY_SIZE = 'bySize.';

/** The size of inputs that a part is about; undefined: all sizes. */
export const sizeOf = (part: Part): string | undefined =>
  part.startsWith(BY_SIZE) ? part.slice(BY_SIZE.length) : undefined;

/** The name of the setting that it belongs to. */
export const settingOf = (part: Part): string => (sizeOf(part) === undefined ? part : 'bySize');

/** Returns the parts of settings, each with its value. */
function toParts(settings: object): ReadonlyMap<Part, unknown> {
  return new Map(
    Object.entries(settings).flatMap(([name, value]: [string, unknown]): [Part, unknown][] => {
      if (name !== 'bySize' || typeof value !== 'object' || value === null) return [[name, value]];
      return Object.entries(value).map(([size, each]) => [`${BY_SIZE}${size}`, each]);
    }),
  );
}

/** Returns the parts that differ. */
export const changedParts = (before: object, after: object): readonly Part[] =>
  differing(Object.fromEntries(toParts(before)), Object.fromEntries(toParts(after)));

/** Those of them that act within a job, so that some workers can try them. */
export const changedPerJob = (before: object, after: object): readonly Part[] =>
  changedParts(before, after).filter((part) => isPerJob(settingOf(part)));

/** The value of a part, to compare it; empty: it is not set. */
export const keyOf = (settings: object, part: Part): string => toKey(toParts(settings).get(part));

/** Returns settings in which these parts are as in others, be they unset there. */
export function withParts(settings: TuningSettings, others: TuningSettings, parts: readonly Part[]) {
  const own = Object.entries(settings).filter(([name]) => name !== 'bySize' && !parts.includes(name));
  const taken = Object.entries(others).filter(([name]) => name !== 'bySize' && parts.includes(name));
  const bySize = { ...settings.bySize };
  for (const size of parts.flatMap((part) => sizeOf(part) ?? [])) {
    const each = others.bySize?.[size];
    if (each === undefined) delete bySize[size];
    else bySize[size] = each;
  }
  const changed: TuningSettings = Object.fromEntries([...own, ...taken]);
  return Object.keys(bySize).length === 0 ? changed : { ...changed, bySize };
}

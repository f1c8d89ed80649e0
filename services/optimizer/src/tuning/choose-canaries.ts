import type { WorkerRecord } from '@ag06/store';

/** How far settings have got: on a few workers, or on half of them. */
export const STAGES = ['first', 'half'] as const;
export type StageName = (typeof STAGES)[number];

const FIRST_SHARE = 0.1;
/** Half of a document has room for their names. */
const MOST = 500;

/** How many of so many workers have other settings in a stage: some are always left to compare with. */
export function countCanaries(stage: StageName, workers: number): number {
  const share = stage === 'first' ? Math.round(FIRST_SHARE * workers) : Math.ceil(workers / 2);
  return Math.min(workers - 1, Math.max(1, share), MOST);
}

/** The ids of the workers that may have other settings, those that have been at work longest first. */
export const toCandidates = (workers: readonly WorkerRecord[]): readonly string[] =>
  workers
    .filter(({ isDraining }) => isDraining !== true)
    .toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);

/**
 * Returns the workers that have other settings in a stage. Those that have them already keep them, and a new one joins
 * only in place of one that is gone. Undefined: there is nobody to compare with; none: the only worker is the one that has them.
 *
 * @param candidates as `toCandidates` returns them
 */
export function chooseCanaries(
  stage: StageName,
  candidates: readonly string[],
  present: readonly string[],
): readonly string[] | undefined {
  const [only] = candidates;
  if (candidates.length < 2) return only !== undefined && present.includes(only) ? [] : undefined;
  const kept = present.filter((id) => candidates.includes(id)).slice(0, candidates.length - 1);
  const others = candidates.filter((id) => !kept.includes(id));
  const missing = Math.max(0, countCanaries(stage, candidates.length) - kept.length);
  return [...kept, ...others.slice(0, missing)];
}

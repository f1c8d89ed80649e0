/** Where an experiment may go on for a long time without drift, blocks of both arms cancel it: A-B-B-A. */
const SWITCHBACK = [0, 1, 1, 0] as const;
const BUCKETS = 10_000;

export type ArmIndex = 0 | 1;

/**
 * Returns the arm of a run: always the same one for the same experiment and run, and independent of other experiments. For
 * settings that touch only the run itself, such as time-outs, attempts and hedges.
 */
export function assignRun(experimentId: string, runId: string): ArmIndex {
  return toBucket(`${experimentId}:${runId}`) < BUCKETS / 2 ? 0 : 1;
}

/**
 * Returns the arm in force at a time. For settings that all runs share, such as concurrency: two arms at once would load the
 * same service (DoorDash, Switchback Tests, 2018).
 *
 * @param secondsSinceStart from 0
 */
export function assignBlock(secondsSinceStart: number, blockSeconds: number): ArmIndex {
  return SWITCHBACK[toBlock(secondsSinceStart, blockSeconds) % SWITCHBACK.length] ?? 0;
}

/** The number of a block, from 0. */
export const toBlock = (secondsSinceStart: number, blockSeconds: number): number =>
  Math.max(0, Math.floor(secondsSinceStart / blockSeconds));

/** From 0 to 9,999: FNV-1a, mixed by the finaliser of MurmurHash3 (Appleby, public domain). */
function toBucket(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}

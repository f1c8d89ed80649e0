/** `a`: the settings that were there before. `b`: those that may be better. */
export const ARMS = ['a', 'b'] as const;
export type Arm = (typeof ARMS)[number];

/** Where an experiment may go on for a long time without drift, blocks of both arms cancel it: A-B-B-A. */
const SWITCHBACK = ['a', 'b', 'b', 'a'] as const;
const BUCKETS = 10_000;
const { imul } = Math;

/**
 * Returns the arm of a run: always the same one for the same experiment and run, and independent of other experiments. For
 * settings that touch only the run itself, such as time-outs, attempts and hedges.
 */
export function assignRun(experimentId: string, runId: string): Arm {
  return toBucket(`${experimentId}:${runId}`) < BUCKETS / 2 ? 'a' : 'b';
}

/** Returns the arm of a block of a switchback: at any time all runs have the same one. */
export function assignBlock(block: number): Arm {
  return SWITCHBACK[block % SWITCHBACK.length] ?? 'a';
}

/**
 * The number of the block at a time, from 0. For settings that all runs share, such as concurrency: two arms at once would
 * load the same service (DoorDash, Switchback Tests, 2018).
 *
 * @param secondsSinceStart by the store's clock; before the start it is the first block
 */
export const toBlock = (secondsSinceStart: number, blockSeconds: number): number =>
  Math.max(0, Math.floor(secondsSinceStart / blockSeconds));

/** From 0 to 9,999: FNV-1a, mixed by the finaliser of MurmurHash3 (Appleby, public domain). */
function toBucket(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
}

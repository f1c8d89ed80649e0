import type { Random } from '@ag06/test-support';

/** One thing done to the fleet. */
export type Act =
  | { readonly act: 'kill'; readonly target: 'worker' | 'dispatcher' | 'leader' }
  | { readonly act: 'kill all'; readonly target: 'dispatcher' }
  | { readonly act: 'drain' | 'ask to drain'; readonly target: 'worker' }
  | {
      readonly act: 'pause';
      readonly target: 'worker' | 'dispatcher' | 'broker' | 'leader';
      readonly forMs: number;
    }
  | { readonly act: 'cut off'; readonly target: 'leader'; readonly forMs: number }
  | { readonly act: 'kill'; readonly target: 'broker'; readonly downMs: number };

export interface PlannedFault {
  readonly kind: string;
  /** From the beginning of the run. */
  readonly atMs: number;
  readonly acts: readonly { readonly afterMs: number; readonly act: Act }[];
}

const killWorker: Act = { act: 'kill', target: 'worker' };
const drainWorker: Act = { act: 'drain', target: 'worker' };
const askToDrain: Act = { act: 'ask to drain', target: 'worker' };
const pause = (target: 'worker' | 'dispatcher' | 'broker' | 'leader', forMs: number): Act => ({
  act: 'pause',
  target,
  forMs,
});
const killBroker = (random: Random): Act => ({ act: 'kill', target: 'broker', downMs: random.int(3_000) });
const one = (act: Act): PlannedFault['acts'] => [{ afterMs: 0, act }];

const KINDS: Readonly<Record<string, (random: Random) => PlannedFault['acts']>> = {
  'kill-worker': () => one(killWorker),
  'kill-dispatcher': () => one({ act: 'kill', target: 'dispatcher' }),
  'kill-all-dispatchers': () => one({ act: 'kill all', target: 'dispatcher' }),
  'drain-worker': () => one(drainWorker),
  'ask-to-drain': () => one(askToDrain),
  'pause-worker': (random) => one(pause('worker', 300 + random.int(6_000))),
  // Longer than a lock: the worker wakes up as a zombie, while the next delivery is under way, or when all is over.
  'zombie-worker': (random) => one(pause('worker', 8_500 + random.int(6_000))),
  'long-zombie-worker': (random) => one(pause('worker', 15_000 + random.int(3_000))),
  'pause-dispatcher': (random) => one(pause('dispatcher', 500 + random.int(11_500))),
  'kill-leader': () => one({ act: 'kill', target: 'leader' }),
  // Longer than the lease of its leadership: it wakes up as the former leader.
  'zombie-leader': (random) => one(pause('leader', 4_500 + random.int(5_000))),
  'cut-off-leader': (random) => one({ act: 'cut off', target: 'leader', forMs: 4_500 + random.int(5_000) }),
  'kill-broker': (random) => one(killBroker(random)),
  'pause-broker': (random) => one(pause('broker', 1_000 + random.int(4_000))),
  'kill-worker+kill-broker': (random) => [
    ...one(killWorker),
    { afterMs: random.int(400), act: killBroker(random) },
  ],
  'pause-broker+kill-worker': (random) => [
    ...one(pause('broker', 1_000 + random.int(3_000))),
    { afterMs: 200 + random.int(600), act: killWorker },
  ],
  'drain-worker+kill-broker': (random) => [
    ...one(drainWorker),
    { afterMs: random.int(1_500), act: killBroker(random) },
  ],
  'kill-worker+kill-worker': (random) => [
    ...one(killWorker),
    { afterMs: random.int(3_000), act: killWorker },
  ],
};
const LONGEST_MS = 18_000;

/** Which faults there are, and how far they are apart: milliseconds, the least and the most. */
export interface FaultScale {
  readonly kinds: readonly string[];
  readonly minGapMs: number;
  readonly maxGapMs: number;
}

/** For a fleet of processes: a fault takes one of them, or two. */
export const PROCESS_FAULTS: FaultScale = { kinds: Object.keys(KINDS), minGapMs: 1_000, maxGapMs: 5_000 };

/** Nodes of a Cluster tell their own addresses, so no proxy stands between them and one process. */
export const CLUSTER_FAULTS: FaultScale = {
  ...PROCESS_FAULTS,
  kinds: PROCESS_FAULTS.kinds.filter((kind) => kind !== 'cut-off-leader'),
};

/**
 * For a fleet in one process, every fault of which takes all of it. A step that is running then has lost a delivery, and
 * three make it poison: as often as one process of many dies, the whole must not.
 */
export const WHOLE_FAULTS: FaultScale = {
  kinds: [
    'kill-worker',
    'drain-worker',
    'pause-worker',
    'zombie-worker',
    'long-zombie-worker',
    'kill-worker+kill-worker',
  ],
  minGapMs: 5_000,
  maxGapMs: 15_000,
};

/** The shortest time in which faults of all kinds can be made. */
export const MIN_WINDOW_MS = 35_000;

/**
 * Faults at the gaps of `scale`, closer if the window is short: each kind once, in drawn order and early enough to be
 * over in time, then any that still fits. All are over when the window is.
 */
export function planFaults(random: Random, windowMs: number, scale: FaultScale): PlannedFault[] {
  const plan = toFirstRound(random, windowMs - LONGEST_MS, scale);
  let atMs = plan.at(-1)?.atMs ?? 0;
  for (;;) {
    atMs += drawGapMs(random, scale);
    if (atMs >= windowMs) return plan;
    const fault = toFault(random.pick(scale.kinds), atMs, random);
    if (endOf(fault) <= windowMs) plan.push(fault);
  }
}

function toFirstRound(random: Random, withinMs: number, scale: FaultScale): PlannedFault[] {
  const drawn = shuffle(scale.kinds, random).map((kind) => ({ kind, gapMs: drawGapMs(random, scale) }));
  const shrunk = Math.min(1, withinMs / drawn.reduce((sum, { gapMs }) => sum + gapMs, 0));
  let atMs = 0;
  return drawn.map(({ kind, gapMs }) => {
    atMs += Math.floor(gapMs * shrunk);
    return toFault(kind, atMs, random);
  });
}

const drawGapMs = (random: Random, { minGapMs, maxGapMs }: FaultScale): number =>
  minGapMs + random.int(maxGapMs - minGapMs);

const toFault = (kind: string, atMs: number, random: Random): PlannedFault => ({
  kind,
  atMs,
  acts: KINDS[kind]?.(random) ?? [],
});

/** When the fleet is as before, but for processes that start again. */
export function endOf({ atMs, acts }: PlannedFault): number {
  return Math.max(...acts.map(({ afterMs, act }) => atMs + afterMs + lengthOf(act)));
}

function lengthOf(act: Act): number {
  if ('forMs' in act) return act.forMs;
  return 'downMs' in act ? act.downMs : 0;
}

function shuffle<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((value) => ({ value, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}

export function countKinds(faults: readonly { readonly kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of faults) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import type { ChaosFleet } from './chaos-fleet.ts';

/** Longer than a lock and two stalled checks: the worker wakes up as a zombie. */
const ZOMBIE_MS = 16_000;

type Fault = (fleet: ChaosFleet, random: Random, isShort: boolean) => Promise<void>;

const pauseOne = async (
  fleet: ChaosFleet,
  random: Random,
  kind: 'workers' | 'dispatchers',
  ms: number,
): Promise<void> => {
  const running = fleet.running(kind);
  if (running.length === 0) return;
  const victim = random.pick(running);
  victim.pause();
  await delay(ms);
  victim.resume();
};

const signalOne = (
  fleet: ChaosFleet,
  random: Random,
  kind: 'workers' | 'dispatchers',
  signal: 'SIGKILL' | 'SIGTERM',
) => {
  const running = fleet.running(kind);
  if (running.length > 0) void random.pick(running).kill(signal);
};

/** What may go wrong, by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'kill worker': async (fleet, random) => signalOne(fleet, random, 'workers', 'SIGKILL'),
  'drain worker': async (fleet, random) => signalOne(fleet, random, 'workers', 'SIGTERM'),
  'pause worker': (fleet, random, isShort) =>
    pauseOne(fleet, random, 'workers', isShort ? random.int(3_000) : ZOMBIE_MS),
  'kill dispatcher': async (fleet, random) => signalOne(fleet, random, 'dispatchers', 'SIGKILL'),
  'pause dispatcher': (fleet, random) => pauseOne(fleet, random, 'dispatchers', random.int(3_000)),
  'restart redis': async (fleet, random) => {
    await fleet.redis.kill('SIGKILL');
    await delay(random.int(2_000));
    await fleet.redis.restart();
  },
  'pause redis': async (fleet, random) => {
    fleet.redis.pause();
    await delay(500 + random.int(2_000));
    fleet.redis.resume();
  },
};
export const FAULT_KINDS = Object.keys(FAULTS);

/** Makes faults until `signal` aborts: each kind once, in seeded order, then any. Answers how many of each there were. */
export async function makeTrouble(
  fleet: ChaosFleet,
  random: Random,
  signal: AbortSignal,
  onFault: (name: string) => void,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const first = FAULT_KINDS.map((name) => ({ name, order: random.int(1_000) })).sort(
    (a, b) => a.order - b.order,
  );
  while (!signal.aborted) {
    await delay(500 + random.int(3_000));
    const name = first.shift()?.name ?? random.pick(FAULT_KINDS);
    onFault(name);
    counts[name] = (counts[name] ?? 0) + 1;
    await FAULTS[name]?.(fleet, random, (counts[name] ?? 0) % 3 !== 2);
  }
  return counts;
}

import type { SearchReport } from '../concurrency/search-report.ts';
import { SeededDraws } from './seeded-draws.ts';

/** A service that is always asked as much as it is allowed to: how long an attempt takes with so many in flight. */
export interface ClosedPlant {
  readonly seed: number;
  /** Seconds. `t`: now. */
  seconds(inflight: number, t: number): number;
  /** Of durations: standard deviation over mean. */
  readonly variation: number;
}

/** Who sets the level, one decision a second. */
interface LevelSetter {
  readonly version: number;
  observe(report: SearchReport): void;
  decide(now: number): number;
}

interface Running {
  readonly startedAt: number;
  readonly endsAt: number;
}

/** Durations as Gunther's Universal Scalability Law has them, with the most throughput at a level. */
export function scalable(single: number, contention: number, bestLevel: number) {
  const coherency = (1 - contention) / bestLevel ** 2;
  return (n: number): number => single * (1 + contention * (n - 1) + coherency * n * (n - 1));
}

/** Plays a plant. Returns how many attempts had finished by the end of each second. */
export function playPlant(plant: ClosedPlant, seconds: number, setter: LevelSetter): readonly number[] {
  const draws = new SeededDraws(plant.seed);
  const sigma2 = Math.log(1 + plant.variation ** 2);
  const done: number[] = [];
  let running: Running[] = [];
  let finished = 0;
  let level = setter.decide(0);
  const fill = (now: number): void => {
    while (running.length < level) {
      const noise = Math.exp(Math.sqrt(sigma2) * draws.normal() - sigma2 / 2);
      running.push({ startedAt: now, endsAt: now + plant.seconds(running.length + 1, now) * noise });
    }
  };
  fill(0);
  for (let t = 1; t <= seconds; t++) {
    const attempts: { endedAt: number; seconds: number; value: number }[] = [];
    for (;;) {
      const next = running.reduce((least, one) => (one.endsAt < least.endsAt ? one : least), LAST);
      if (next.endsAt > t) break;
      running = running.filter((one) => one !== next);
      finished++;
      attempts.push({ endedAt: next.endsAt, seconds: next.endsAt - next.startedAt, value: 1 });
      fill(next.endsAt);
    }
    setter.observe({ t, configVersion: setter.version, inflight: running.length, replicas: 1, attempts });
    level = setter.decide(t);
    fill(t);
    done.push(finished);
  }
  return done;
}

const LAST: Running = { startedAt: 0, endsAt: Number.POSITIVE_INFINITY };

/** Never changes its level. */
export const fixedLevel = (level: number): LevelSetter => ({
  version: 1,
  observe: () => undefined,
  decide: () => level,
});

import type { Knob, KnobOptions } from '../knobs/knob.ts';
import type { ObservedSample } from '../observation.ts';
import type { ReasonCode } from '../reason-code.ts';
import type { TunerSettings } from '../tuner-settings.ts';
import { SeededDraws } from './seeded-draws.ts';

/** Workers with more work than slots that take their time: a slot stays empty between attempts, and new slots open one by one. */
interface TardyWorkers {
  readonly seed: number;
  /** Seconds of an attempt, with so many in flight. */
  readonly seconds: (inflight: number) => number;
  /** For how long a slot stays empty between two attempts, seconds. */
  readonly gap: number;
  readonly opensPerSecond: number;
  /** So many slots the workers open at most, whatever they are told: they hold back by themselves. */
  readonly opensAtMost?: number;
  /** Nothing ends or begins meanwhile, because their machine has no time for them. Seconds. */
  readonly pauses?: readonly { readonly from: number; readonly to: number }[];
  /** Until then so many jobs are asked for at a time, and more than there are slots from then on. Seconds. */
  readonly light?: { readonly until: number; readonly jobs: number };
}

interface Slot {
  isOver: boolean;
  readonly busyUntil: number;
  readonly freeUntil: number;
  readonly startedAt: number;
  /** Of the settings when it began, and those in flight then. */
  readonly version: number;
  readonly inflight: number;
}

const TICK = 0.01;
const WAITING = 1_000;

/** Plays one knob. Returns the reasons of its proposals, and the concurrency at the end. */
export function playTardyWorkers(
  { seed, seconds, gap, opensPerSecond, opensAtMost = 1_000, pauses = [], light }: TardyWorkers,
  knob: Knob,
  options: KnobOptions,
  until: number,
): { readonly reasons: readonly ReasonCode[]; readonly settings: TunerSettings } {
  const draws = new SeededDraws(seed);
  let slots: Slot[] = [];
  let [settings, version, limit]: [TunerSettings, number, number] = [
    options.static,
    1,
    options.static.concurrency ?? 1,
  ];
  const reasons: ReasonCode[] = [];
  const isLight = (now: number): boolean => light !== undefined && now < light.until;
  for (let t = 1; t <= until; t++) {
    const samples: ObservedSample[] = [];
    for (let now = t - 1; now < t - TICK / 2; now += TICK) {
      if (pauses.some(({ from, to }) => now >= from && now < to)) continue;
      const target = settings.concurrency ?? 1;
      limit = Math.min(target, opensAtMost, limit + opensPerSecond * TICK);
      for (const slot of slots.filter(({ isOver, busyUntil }) => !isOver && busyUntil <= now)) {
        slot.isOver = true;
        samples.push(toSample(now, slot));
      }
      slots = slots.filter(({ freeUntil }) => freeUntil > now);
      const jobs = light !== undefined && isLight(now) ? light.jobs : Number.POSITIVE_INFINITY;
      while (slots.length < Math.min(jobs, Math.floor(limit))) {
        const inflight = slots.filter(({ busyUntil }) => busyUntil > now).length + 1;
        const busyUntil = now + seconds(inflight) * Math.exp(0.3 * draws.normal() - 0.045);
        slots.push({
          isOver: false,
          startedAt: now,
          version,
          inflight,
          busyUntil,
          freeUntil: busyUntil + gap * (0.5 + draws.uniform()),
        });
      }
    }
    const inForce = {
      settings,
      version,
      locked: new Set<never>(),
      held: new Set<never>(),
      heldSizes: new Set<never>(),
    };
    const inflight = slots.filter(({ busyUntil }) => busyUntil > t).length;
    const replicas = { ready: 1, starting: 0 };
    knob.observe(
      {
        t,
        dt: 1,
        configVersion: version,
        samples,
        inflight,
        limit: Math.floor(limit),
        queueDepth: isLight(t) ? 0 : WAITING,
        replicas,
      },
      inForce,
    );
    const proposal = knob.decide(t, inForce);
    if (proposal === undefined) continue;
    reasons.push(proposal.reason);
    if (proposal.settings.concurrency !== settings.concurrency) version++;
    settings = { ...settings, ...proposal.settings };
  }
  return { reasons, settings };
}

const toSample = (t: number, { startedAt, version, inflight }: Slot): ObservedSample => ({
  t,
  jobId: 'j',
  priority: 'normal',
  size: 0,
  waitMs: 0,
  durMs: 1_000 * (t - startedAt),
  outcome: 'ok',
  attempt: 1,
  hedge: false,
  configVersion: version,
  inflightAtStart: inflight,
});

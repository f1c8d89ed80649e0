import { PRIORITIES, PRIORITY_OFFSET_SECONDS } from '@ag06/contracts';
import TinyQueue from 'tinyqueue';
import { classOf, type Objective, type ObjectiveClass } from '../objective.ts';
import { type ObservedArrival, toLevel } from '../observation.ts';

/** An arrival as a replay needs it. */
interface ReplayedJob {
  /** Seconds. */
  readonly t: number;
  readonly level: number;
  readonly kind: ObjectiveClass;
}

export interface Replay {
  /** In the order of their arrival. */
  readonly jobs: readonly ReplayedJob[];
  /** How long attempts took while slots were busy, in the order in which they ended, seconds. They are used in turn. */
  readonly services: readonly number[];
  readonly slots: number;
  /** How much slower the service is than it was. */
  readonly slowness: number;
}

interface Waiting {
  readonly key: number;
  readonly number: number;
  readonly job: ReplayedJob;
}

export function toReplayedJobs(
  arrivals: readonly ObservedArrival[],
  objective: Objective,
): readonly ReplayedJob[] {
  return arrivals.flatMap(({ t, priority, size }) => {
    const kind = classOf(objective, priority, size);
    return kind === undefined ? [] : [{ t, level: toLevel(priority), kind }];
  });
}

/** What a fleet does by itself: seconds of setback for each level. */
const OWN_SECONDS = PRIORITIES.map((level) => PRIORITY_OFFSET_SECONDS[level]);
/** Further apart than all arrivals: strict priority. */
const STRICT_SECONDS = 1e9;

/**
 * Returns the value that recorded arrivals would have brought under another ageing: a queue of several servers, in which a
 * job waits by its arrival plus a setback for each level of priority (0 is first come, first served; null is strict
 * priority; undefined is what a fleet does by itself). Arrivals do not depend on the ageing, so the answer has no bias from it.
 */
export function replayQueue(replay: Replay, ageingSeconds: number | null | undefined): number {
  const { jobs, services, slots, slowness } = replay;
  const waiting = new TinyQueue<Waiting>([], (a, b) => a.key - b.key || a.number - b.number);
  // More slots than jobs stay empty.
  const free = new TinyQueue<number>(Array.from({ length: Math.min(slots, jobs.length) }, () => 0));
  let value = 0;
  let next = 0;
  for (let done = 0; done < jobs.length; done++) {
    let now = free.pop() ?? 0;
    const first = jobs[next];
    if (waiting.length === 0 && first !== undefined && first.t > now) now = first.t;
    for (let job = jobs[next]; job !== undefined && job.t <= now; job = jobs[++next])
      waiting.push({ key: job.t + toSetback(job.level, ageingSeconds), number: next, job });
    const place = waiting.pop();
    if (place === undefined) break;
    const end = now + slowness * (services[done % services.length] ?? 0);
    free.push(end);
    const { t, kind } = place.job;
    value += end - t <= kind.deadlineS ? kind.onTimeValue : kind.lateValue - kind.latePenalty;
  }
  return value;
}

function toSetback(level: number, ageingSeconds: number | null | undefined): number {
  if (ageingSeconds === undefined) return OWN_SECONDS[Math.min(level, OWN_SECONDS.length - 1)] ?? 0;
  return level * (ageingSeconds ?? STRICT_SECONDS);
}

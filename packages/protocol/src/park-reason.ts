/**
 * Why a unit is parked. What is behind the colon of `breaker:shop` says which one.
 * - `retry`: until its next attempt is due;
 * - `pause`: until its run resumes;
 * - `breaker`, `limit`: until the dependency answers again, or the limit has room;
 * - `hold`: until its agent, its workflow or the fleet is resumed;
 * - `fork`: of a fork with recorded effects: until a person allows the agent or workflow behind the colon to act for real;
 * - `timer`: until a moment;
 * - `signal`: until a message of that name comes;
 * - `child`: until the run that it started for itself has ended;
 * - `delay`: until its next attempt, where no agent executes it.
 */
export const PARK_KINDS = [
  'retry',
  'pause',
  'breaker',
  'limit',
  'hold',
  'fork',
  'timer',
  'signal',
  'child',
  'delay',
] as const;
export type ParkKind = (typeof PARK_KINDS)[number];

interface Parking {
  /** The status that the API shows for such a unit. */
  readonly shown: 'retrying' | 'blocked' | 'waiting';
  /** Whether the unit is on the list of its reason, where a sweep finds it. */
  readonly isListed: boolean;
  /** Who wakes it, and who does if that fails. */
  readonly by: string;
  readonly net: string;
}

export const PARKINGS: Readonly<Record<ParkKind, Parking>> = {
  retry: {
    shown: 'retrying',
    isListed: false,
    by: 'the claim of its delayed job',
    net: 'the watchdog',
  },
  pause: {
    shown: 'blocked',
    isListed: false,
    by: 'the resume of its run',
    net: 'nobody: only a person resumes',
  },
  breaker: {
    shown: 'blocked',
    isListed: true,
    by: 'the sweep of the dispatcher',
    net: 'the next sweep, a second later',
  },
  limit: {
    shown: 'blocked',
    isListed: true,
    by: 'the sweep of the dispatcher',
    net: 'the next sweep, a second later',
  },
  hold: {
    shown: 'blocked',
    isListed: true,
    by: 'the sweep of the dispatcher, once a person resumes',
    net: 'the next sweep, a second later',
  },
  fork: {
    shown: 'blocked',
    isListed: false,
    by: 'the permission for its agent or workflow',
    net: 'nobody: only a person allows',
  },
  signal: {
    shown: 'waiting',
    isListed: false,
    by: 'a signal of that name; its `due` wake-up, if it has a time-out',
    net: 'a repeated request of the sender',
  },
  timer: {
    shown: 'waiting',
    isListed: false,
    by: 'its `due` wake-up',
    net: 'the same, when its lease ends',
  },
  child: {
    shown: 'waiting',
    isListed: false,
    by: 'the `tell` of its child',
    net: 'the same, when its lease ends; a poll',
  },
  delay: {
    shown: 'retrying',
    isListed: false,
    by: 'its `due` wake-up',
    net: 'the same, when its lease ends',
  },
};

export const kindsShownAs = (shown: Parking['shown']): ParkKind[] =>
  PARK_KINDS.filter((kind) => PARKINGS[kind].shown === shown);

export function kindOfReason(reason: string): ParkKind {
  const kind = PARK_KINDS.find((known) => reason === known || reason.startsWith(`${known}:`));
  if (kind === undefined) throw new Error(`No unit is parked for "${reason}".`);
  return kind;
}

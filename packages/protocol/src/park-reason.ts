/** The moves that begin from some kinds of parking alone. Those of `park`, `fail`, `cancel` and `retire` begin from any. */
type Leaving =
  | 'claim'
  | 'poison'
  | 'again'
  | 'redeliver'
  | 'schedule'
  | 'resume'
  | 'stay'
  | 'hold'
  | 'wait'
  | 'delay'
  | 'iterate'
  | 'settle'
  | 'complete'
  | 'time_out';

/** Everything about one kind of reason for which units are parked. */
interface Parking {
  /** Until when it waits. */
  readonly until: string;
  /** The status that the API shows for such a unit. */
  readonly shown: 'retrying' | 'blocked' | 'waiting';
  /** Whether the unit is on the list of its reason, where a sweep finds it. */
  readonly isListed: boolean;
  /** How it goes on. The rows of `MOVES` begin from it as this says. */
  readonly leaves: readonly Leaving[];
  /** Who wakes it, and who does if that fails. */
  readonly by: string;
  readonly net: string;
}

/** Why a unit is parked. A reason may say which one behind a colon, as `breaker:shop` does. */
export const PARKINGS = {
  retry: {
    until: 'its next attempt is due',
    shown: 'retrying',
    isListed: false,
    leaves: ['claim', 'poison', 'again', 'redeliver'],
    by: 'the claim of its delayed job',
    net: 'the watchdog',
  },
  pause: {
    until: 'its run resumes',
    shown: 'blocked',
    isListed: false,
    leaves: ['schedule', 'resume'],
    by: 'the resume of its run',
    net: 'nobody: only a person resumes',
  },
  breaker: {
    until: 'the dependency answers again',
    shown: 'blocked',
    isListed: true,
    leaves: ['schedule'],
    by: 'the sweep of the dispatcher',
    net: 'the next sweep, a second later',
  },
  limit: {
    until: 'the limit has room',
    shown: 'blocked',
    isListed: true,
    leaves: ['schedule'],
    by: 'the sweep of the dispatcher',
    net: 'the next sweep, a second later',
  },
  hold: {
    until: 'its agent, its workflow or the fleet is resumed',
    shown: 'blocked',
    isListed: true,
    leaves: ['schedule'],
    by: 'the sweep of the dispatcher, once a person resumes',
    net: 'the next sweep, a second later',
  },
  fork: {
    until: 'of a fork with recorded effects: a person allows the agent or workflow to act for real',
    shown: 'blocked',
    isListed: false,
    leaves: ['stay', 'hold', 'schedule'],
    by: 'the permission for its agent or workflow',
    net: 'nobody: only a person allows',
  },
  timer: {
    until: 'a moment',
    shown: 'waiting',
    isListed: false,
    leaves: ['complete', 'time_out'],
    by: 'its `due` wake-up',
    net: 'the same, when its lease ends',
  },
  signal: {
    until: 'a message of that name comes',
    shown: 'waiting',
    isListed: false,
    leaves: ['hold', 'complete', 'time_out'],
    by: 'a signal of that name; its `due` wake-up, if it has a time-out',
    net: 'a repeated request of the sender',
  },
  child: {
    until: 'the run that it started for itself has ended',
    shown: 'waiting',
    isListed: false,
    leaves: ['stay', 'hold', 'delay', 'iterate', 'settle', 'complete', 'time_out'],
    by: 'the `tell` of its child',
    net: 'the same, when its lease ends; a poll',
  },
  delay: {
    until: 'its next attempt, where no agent executes it',
    shown: 'retrying',
    isListed: false,
    leaves: ['stay', 'hold'],
    by: 'its `due` wake-up',
    net: 'the same, when its lease ends',
  },
} as const satisfies Record<string, Parking>;

export type ParkKind = keyof typeof PARKINGS;

const isParkKind = (kind: string): kind is ParkKind => Object.hasOwn(PARKINGS, kind);

export const PARK_KINDS: readonly ParkKind[] = Object.keys(PARKINGS).filter(isParkKind);

/** Where the units are that may go on by this move. */
export const parkedBefore = (move: Leaving): readonly `parked(${ParkKind})`[] =>
  PARK_KINDS.flatMap((kind) => {
    const { leaves }: Parking = PARKINGS[kind];
    return leaves.includes(move) ? [`parked(${kind})` as const] : [];
  });

export function kindOfReason(reason: string): ParkKind {
  const kind = PARK_KINDS.find((known) => reason === known || reason.startsWith(`${known}:`));
  if (kind === undefined) throw new Error(`No unit is parked for "${reason}".`);
  return kind;
}

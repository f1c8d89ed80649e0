import type { ParkKind } from './park-reason.ts';
import { FINAL_STATUSES, type UnitStatus } from './unit-status.ts';

/** Where a move may begin: a status, or parked for a kind of reason. */
export type Origin = UnitStatus | `parked(${ParkKind})`;

/** One way from one status to another, and all that changes with it. */
export interface Move {
  /** From anything else the move is a defect of whoever asks for it. */
  readonly from: readonly Origin[];
  /** `same`: its status stays. */
  readonly to: UnitStatus | 'same';
  readonly attempt?: '+1' | '=1';
  /** One more: jobs of before are stale. */
  readonly dispatch?: '+1';
  /** Deliveries of this attempt that were lost. */
  readonly lost?: '+1' | '-1' | '=0';
  /** Who holds the unit then: nobody, the issuer of the command under a new token, or whoever did before. */
  readonly holder: 'none' | 'issuer' | 'kept';
  /** The command that a repeat of it finds here: this one, none, or the one that was known before. */
  readonly source: 'this' | 'none' | 'kept';
  /** The job whose repeat is told again what it left behind. */
  readonly by?: 'job';
  /**
   * The moment that is kept: none, the present, when the next attempt is due, when it is to be woken (none, if by no
   * timer), or that of before.
   */
  readonly due: 'none' | 'now' | 'next' | 'wake' | 'kept';
  /** What the issuer is told to do. */
  readonly tells?: 'grant' | 'evaluation' | 'enqueue' | 'obsolete';
  /** The event of a step. A lane tells it of its item (`item.…`), and without an item nothing. */
  readonly event?: `step.${string}`;
  /** The event tells of the attempt that ends here, not of the one that begins. */
  readonly eventOf?: 'before';
  /** Who asks for it. */
  readonly issued: string;
}

const OPENED = ['pending', 'ready'] as const;
const BLOCKED = ['parked(pause)', 'parked(breaker)', 'parked(limit)'] as const;
/** Steps that no agent executes wait parked, and get their outcome there. */
const WAITING = ['parked(timer)'] as const;
const OPEN = ['ready', 'scheduled', 'running', 'parked'] as const;

/** All of it. After the design's protocol 2, section 2; the rows of kinds that do not exist yet are missing. */
export const MOVES = {
  stay: {
    from: [...OPENED, 'running'],
    to: 'ready',
    holder: 'none',
    source: 'this',
    due: 'none',
    issued: 'opening, in a run that is not running',
  },
  hold: {
    from: [...OPENED, 'running'],
    to: 'ready',
    holder: 'issuer',
    source: 'this',
    due: 'now',
    tells: 'evaluation',
    issued: 'opening of what is evaluated; take-over of an evaluation; the outcome of the last item',
  },
  leave: {
    from: ['ready'],
    to: 'ready',
    holder: 'none',
    source: 'kept',
    due: 'kept',
    issued: 'take-over of an evaluation, in a run that is not running',
  },
  schedule: {
    from: [...OPENED, ...BLOCKED],
    to: 'scheduled',
    dispatch: '+1',
    holder: 'none',
    source: 'this',
    by: 'job',
    due: 'none',
    tells: 'enqueue',
    event: 'step.scheduled',
    issued: 'opening; unblock',
  },
  start: {
    from: OPENED,
    to: 'running',
    holder: 'issuer',
    source: 'this',
    due: 'none',
    tells: 'grant',
    event: 'step.started',
    issued: 'opening by a worker that has a slot for it',
  },
  wait: {
    from: OPENED,
    to: 'parked',
    holder: 'none',
    source: 'this',
    due: 'wake',
    event: 'step.waiting',
    issued: 'opening of a step that waits',
  },
  claim: {
    from: ['scheduled', 'parked(retry)'],
    to: 'running',
    holder: 'issuer',
    source: 'this',
    due: 'none',
    tells: 'grant',
    event: 'step.started',
    issued: 'claim: attempt and dispatch, and due',
  },
  next: {
    from: ['running'],
    to: 'running',
    holder: 'issuer',
    source: 'this',
    due: 'none',
    tells: 'grant',
    event: 'step.started',
    issued: 'commit by token: a lane goes on with its next item under its issuer',
  },
  poison: {
    from: ['scheduled', 'parked(retry)'],
    to: 'running',
    holder: 'issuer',
    source: 'this',
    due: 'none',
    tells: 'grant',
    issued: 'the same, after three lost deliveries: it is to be failed without a start',
  },
  park: {
    from: ['scheduled', 'running', 'parked'],
    to: 'parked',
    holder: 'none',
    source: 'this',
    due: 'none',
    event: 'step.blocked',
    issued:
      'claim with a refusal, or in a paused run; commit by token; take-over and unblock in a paused run',
  },
  take: {
    from: ['running'],
    to: 'running',
    holder: 'issuer',
    source: 'this',
    due: 'none',
    tells: 'grant',
    issued: 'claim of its own step under an older delivery; of any, by the process that holds it',
  },
  lose: {
    from: ['ready', 'running'],
    to: 'same',
    lost: '+1',
    holder: 'kept',
    source: 'kept',
    due: 'kept',
    event: 'step.redelivered',
    issued: 'take-over from another process; the watchdog: status, dispatch, token',
  },
  keep: {
    from: [...OPEN, ...FINAL_STATUSES],
    to: 'same',
    lost: '-1',
    holder: 'kept',
    source: 'kept',
    due: 'kept',
    issued: 'a process that lives, of a delivery that was counted as lost: its token',
  },
  alone: {
    from: ['running'],
    to: 'scheduled',
    holder: 'none',
    source: 'none',
    by: 'job',
    due: 'kept',
    issued: 'claim after two lost deliveries, by a worker that does something else beside it',
  },
  again: {
    from: ['running', 'scheduled', 'parked(retry)'],
    to: 'scheduled',
    dispatch: '+1',
    holder: 'none',
    source: 'this',
    by: 'job',
    due: 'none',
    tells: 'enqueue',
    issued: 'after a lost delivery; the watchdog, of what has no job; a drain',
  },
  redeliver: {
    from: ['scheduled', 'running', 'parked(retry)'],
    to: 'same',
    holder: 'kept',
    source: 'kept',
    due: 'kept',
    event: 'step.redelivered',
    issued: 'before `again` and `release`, where no delivery was lost',
  },
  release: {
    from: ['running'],
    to: 'scheduled',
    holder: 'none',
    source: 'this',
    by: 'job',
    due: 'kept',
    issued: 'commit by token: a drain, under the job at hand',
  },
  retry: {
    from: ['running'],
    to: 'parked',
    attempt: '+1',
    dispatch: '+1',
    lost: '=0',
    holder: 'none',
    source: 'this',
    by: 'job',
    due: 'next',
    tells: 'enqueue',
    event: 'step.retrying',
    eventOf: 'before',
    issued: 'commit by token',
  },
  resume: {
    from: ['parked(pause)'],
    to: 'scheduled',
    dispatch: '+1',
    holder: 'none',
    source: 'this',
    by: 'job',
    due: 'none',
    tells: 'enqueue',
    issued: 'the resume of its run',
  },
  complete: {
    from: ['ready', 'running', ...WAITING],
    to: 'completed',
    holder: 'none',
    source: 'this',
    due: 'kept',
    event: 'step.completed',
    issued: 'commit by token; by the number of what waits',
  },
  fail: {
    from: ['ready', 'running', ...WAITING],
    to: 'failed',
    holder: 'none',
    source: 'this',
    due: 'kept',
    event: 'step.failed',
    issued: 'commit by token; by the number of what waits',
  },
  time_out: {
    from: ['ready', 'running', ...WAITING],
    to: 'timed_out',
    holder: 'none',
    source: 'this',
    due: 'kept',
    event: 'step.timed_out',
    issued: 'commit by token; by the number of what waits',
  },
  skip: {
    from: ['ready', 'running'],
    to: 'skipped',
    holder: 'none',
    source: 'this',
    due: 'kept',
    event: 'step.skipped',
    issued: 'commit by token',
  },
  expand: {
    from: ['ready'],
    to: 'running',
    holder: 'none',
    source: 'this',
    due: 'none',
    event: 'step.started',
    issued: 'commit by token: a list was evaluated, and its lanes are at work',
  },
  settle: {
    from: ['running'],
    to: 'same',
    attempt: '=1',
    lost: '=0',
    holder: 'kept',
    source: 'this',
    due: 'none',
    issued: 'commit by token: a lane has put its item down, and goes on by another move',
  },
  retire: {
    from: ['scheduled', 'running', 'parked'],
    to: 'completed',
    holder: 'none',
    source: 'this',
    due: 'kept',
    issued: 'a lane for which there is no item any more',
  },
  cancel: {
    from: OPEN,
    to: 'cancelled',
    holder: 'none',
    source: 'kept',
    due: 'kept',
    tells: 'obsolete',
    event: 'step.cancelled',
    issued: 'the end of the run by force; the event only of what was started',
  },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof MOVES;

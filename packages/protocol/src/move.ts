import type { ParkKind } from './park-reason.ts';
import type { UnitStatus } from './unit-status.ts';

/** Where a move may begin: a status, or parked for a kind of reason. */
type Origin = UnitStatus | `parked(${ParkKind})`;

/** One way from one status to another, and everything that changes with it. */
export interface Move {
  /** From any other origin the move is a defect of its caller. */
  readonly from: readonly Origin[];
  /** `same`: the status stays. */
  readonly to: UnitStatus | 'same';
  readonly attempt?: '+1' | '=1';
  /** One more, so that earlier jobs are stale. */
  readonly dispatch?: '+1';
  /** How many deliveries of this attempt were lost. */
  readonly lost?: '+1' | '-1' | '=0';
  /** How often it has begun anew with what it does; see `repeat`. */
  readonly iteration?: '+1';
  /** The holder afterwards: nobody, the issuer of the command under a new token, or the same as before. */
  readonly holder: 'none' | 'issuer' | 'kept';
  /** The command that the unit remembers afterwards, for its repeats: this one, none, or the same as before. */
  readonly source: 'this' | 'none' | 'kept';
  /** `job`: a repeat of the same job gets its unfinished work again. */
  readonly by?: 'job';
  /**
   * The moment that is kept: none; now; when the next attempt is due; when the unit is to be woken (none without a
   * timer); or the one before.
   */
  readonly due: 'none' | 'now' | 'next' | 'wake' | 'kept';
  /** The work that the issuer gets. */
  readonly tells?: 'grant' | 'evaluation' | 'enqueue' | 'obsolete';
  /** The event of a step. For a lane it is the event of its item (`item.…`); a lane without an item has none. */
  readonly event?: `step.${string}`;
  /** The event is about the attempt that ends here, not the one that begins. */
  readonly eventOf?: 'before';
  /** Who asks for it. */
  readonly issued: string;
}

import type { ParkKind } from './park-reason.ts';
import type { UnitStatus } from './unit-status.ts';

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

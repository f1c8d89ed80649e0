/** What a move needs besides its row of the table. */
export interface MoveDetails {
  /** Why the unit is parked. */
  readonly reason?: string;
  /** Until the next attempt is due, or the unit is woken. */
  readonly delayMs?: number;
  /** What a person is asked. */
  readonly card?: string | undefined;
  /** Further properties of its event. */
  readonly body?: object;
  /** Skips the event, because nothing of the unit was begun. */
  readonly isQuiet?: boolean;
}

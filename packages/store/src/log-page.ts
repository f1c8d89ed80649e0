import type { RunEvent } from '@ag06/contracts';

/** A part of a run's log. */
export interface LogPage {
  readonly events: readonly RunEvent[];
  /** About how many bytes of JSON they are, as the store keeps them. */
  readonly bytes: number;
  /** Whether the log goes on behind them. */
  readonly more: boolean;
}

/** How much of a log is read, and parsed in one turn of the event loop, where nobody asks for less. An event may be larger. */
export const LOG_PAGE = { events: 500, bytes: 256 * 1024 } as const;

/**
 * Documents of schedules, each with its wake-up `slot`. Both are written in one step, so that no schedule lacks its
 * wake-up, even if a process dies. A version is a number that no schedule of this name has ever had, even after a
 * removal, so that a decision from an old document is never written over a new one.
 */
export interface ScheduleStore {
  /** Returns the document, and the time of the clock that decides when its wake-up is due. */
  load(tenant: string, name: string): Promise<LoadedSchedule>;
  /**
   * Writes `text` if `expected` is the present version (0: there is none), and sets the wake-up to `wakeAt`, or removes
   * it. Answers with the new version, or undefined if somebody was faster. Sent twice, it answers alike.
   */
  save(tenant: string, name: string, save: SaveSchedule): Promise<number | undefined>;
  /**
   * Sets the wake-up alone, or removes it, if `expected` still is the present version (0: there is none), and says
   * whether it was.
   */
  wake(tenant: string, name: string, expected: number, wakeAt: number | undefined): Promise<boolean>;
  /** Removes the document and its wake-up if `expected` is the present version, and says whether there is none now. */
  remove(tenant: string, name: string, expected: number): Promise<boolean>;
  /** By name, those after `after`, at most `limit`. */
  list(tenant: string, after: string | undefined, limit: number): Promise<readonly ListedSchedule[]>;
  count(tenant: string): Promise<number>;
}

export interface LoadedSchedule {
  /** Milliseconds since 1970 by the store's clock, that of the schedule's partition where there are several. */
  readonly now: number;
  readonly found: StoredSchedule | undefined;
}

export interface StoredSchedule {
  readonly version: number;
  readonly text: string;
}

export interface ListedSchedule extends StoredSchedule {
  readonly name: string;
}

export interface SaveSchedule {
  readonly expected: number;
  readonly text: string;
  /** Milliseconds since 1970 by the store's clock. */
  readonly wakeAt: number | undefined;
}

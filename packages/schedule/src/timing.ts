/** The times of a schedule's slots. Instants are milliseconds since 1970. */
export type Timing = Window &
  (
    | {
        /** Five fields, or six with seconds first, or a nickname such as `@daily`. */
        readonly cron: string;
        /** The time zone of the expression, such as `Europe/Berlin`. */
        readonly zone: string;
      }
    | { readonly everyMs: number }
  );

/** Slots lie at or after `from` and before `until`. */
interface Window {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** Finds the slots of a schedule, as instants in whole milliseconds. */
export interface Timetable {
  /** Returns the first slot after an instant; undefined if there is none. */
  after(instant: number): number | undefined;
  /** Returns the last slot at an instant or before it; undefined if there is none. */
  before(instant: number): number | undefined;
}

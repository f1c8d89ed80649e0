/** When the slots of a schedule are. Instants are milliseconds since 1970. */
export type Timing = Window &
  (
    | {
        /** Five fields, or six of which the first are seconds; or a nickname such as `@daily`. */
        readonly cron: string;
        /** Whose clock the expression means: a name such as `Europe/Berlin`. */
        readonly zone: string;
      }
    | { readonly everyMs: number }
  );

/** Slots lie at or after `from` and before `until`. */
export interface Window {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** The slots of a schedule, as instants in whole milliseconds. */
export interface Timetable {
  /** The first slot after an instant; undefined if there is none. */
  after(instant: number): number | undefined;
  /** The last slot at an instant or before it; undefined if there is none. */
  before(instant: number): number | undefined;
}

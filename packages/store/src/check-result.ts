/**
 * The result of one check of a backend before the start. A `problem` prevents the start, a `warning` is only reported;
 * both have a remedy.
 */
export type CheckResult =
  | { readonly check: string; readonly is: 'ok'; readonly found: string }
  | {
      readonly check: string;
      readonly is: 'warning' | 'problem';
      /** `NOUN_CONDITION`, stable. */
      readonly code: string;
      readonly found: string;
      readonly remedy: string;
    };

/** What survives a power loss once a write was acknowledged: everything but the last second, or everything. */
export type Durability = 'everysec' | 'fsync';

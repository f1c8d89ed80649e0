/**
 * What one look at a backend before the start found. A `problem` is refused at start, a `warning` only told; both say
 * what to do about it.
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

/** What an acknowledgement promises of a power loss: all but the last second, or everything. */
export type Durability = 'everysec' | 'fsync';

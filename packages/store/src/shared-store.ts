/**
 * Small JSON documents that the whole fleet shares: breakers, settings, who leads. Each has a version that rises by one
 * with every change, so that a decision made from one version is written only if that still is the present one.
 */
export interface SharedStore {
  load(kind: SharedKind, name: string): Promise<SharedDocument | undefined>;
  /** All of a kind, by name. */
  list(kind: SharedKind): Promise<readonly SharedDocument[]>;
  /**
   * Writes `text` as version `expected + 1` if `expected` is the present version (0: there is none), and says whether it
   * stands. Sent twice, it answers alike: hence two writers that write the same text over the same version both hear yes;
   * a writer that must be alone names itself in the text. With a guard it stands only while that other document still
   * has that version, in one step: so nobody who was superseded writes any more, however late.
   */
  swap(kind: SharedKind, name: string, expected: number, text: string, guard?: SharedGuard): Promise<boolean>;
  /**
   * Removes it if `expected` is the present version, and says whether it is gone. Not told to those who watch. Its versions
   * begin anew, so only a document whose name never comes back is removed.
   */
  remove(kind: SharedKind, name: string, expected: number): Promise<boolean>;
  /**
   * Calls `listener` with the name of a document soon after it changed. Word may be lost with a connection: who needs
   * certainty also loads from time to time.
   */
  watch(kind: SharedKind, listener: (name: string) => void): Promise<() => Promise<void>>;
}

export const SHARED_KINDS = ['breaker', 'tuning', 'leader', 'health', 'target', 'figures', 'model'] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

/** A document that must still have this version. */
export interface SharedGuard {
  readonly kind: SharedKind;
  readonly name: string;
  readonly version: number;
}

export interface SharedDocument {
  readonly name: string;
  /** From 1. */
  readonly version: number;
  /** When this version was written, by the store's clock: milliseconds since 1970. */
  readonly changedAt: number;
  readonly text: string;
}

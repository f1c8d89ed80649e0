/**
 * Small JSON documents that the whole fleet shares: breakers, settings, leaders. Every change raises a document's version
 * by one, and a write names the version it was made from. A write from an older version is refused.
 */
export interface SharedStore {
  load(kind: SharedKind, name: string): Promise<SharedDocument | undefined>;
  /** Lists all documents of a kind, by name. */
  list(kind: SharedKind): Promise<readonly SharedDocument[]>;
  /**
   * Writes `text` as version `expected + 1` if `expected` is the present version (0: the document does not exist). Returns
   * whether the text stands. A repeat is answered alike, so two writers of the same text over the same version both hear
   * yes; a writer that must be alone names itself in the text. With a guard the write also requires that the other
   * document still has that version, in one step: a writer that was superseded never writes late.
   */
  swap(kind: SharedKind, name: string, expected: number, text: string, guard?: SharedGuard): Promise<boolean>;
  /**
   * Removes the document if `expected` is the present version. Returns whether it is gone. Watchers are not told. Versions
   * begin at 1 again, so remove only documents whose name never comes back.
   */
  remove(kind: SharedKind, name: string, expected: number): Promise<boolean>;
  /**
   * Calls `listener` with the name of a document soon after it changed. A lost connection loses notifications, so a caller
   * that must not miss any change also loads from time to time. `onLost` is called when a connection was lost, as far as that is known: not on a
   * Redis Cluster. For some seconds from then on, notifications may be missing.
   */
  watch(
    kind: SharedKind,
    listener: (name: string) => void,
    onLost?: () => void,
  ): Promise<() => Promise<void>>;
}

const SHARED_KINDS = [
  'breaker',
  'pause',
  'tuning',
  'tuning-policy',
  'tuning-state',
  'experiment',
  'experiment-result',
  'leader',
  'health',
  'target',
  'process',
  'figures',
  'model',
  'bulk',
  'drain',
  'rate',
  'archive',
] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

/** Requires that another document still has this version. */
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

/**
 * Objects that are written once: bytes under a key. Every adapter passes the conformance suite of this package. All
 * methods reject with an `ObjectError` if the store cannot be reached or refuses.
 */
export interface ObjectStore {
  /** Where it is, without credentials: for logs and people. */
  readonly place: string;
  /**
   * Writes an object that exists as a whole or not at all, and is on the disk when this resolves. Does nothing if it
   * exists with these bytes. Rejects with `OBJECT_DIFFERS` if it exists with others.
   */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Writes an object that is too large to be in memory, as `put` does. */
  putFrom(key: string, source: ObjectSource): Promise<void>;
  /** Reads an object, or a part of it: as much of it as there is. Returns undefined if the object does not exist. */
  read(key: string, part?: ObjectPart): Promise<Buffer | undefined>;
  /** Lists the objects whose key begins with `prefix`, in the order of their keys. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Deletes an object. Does nothing if it does not exist. */
  delete(key: string): Promise<void>;
  /** Removes what writers that died long ago left unfinished. Returns how much that was. */
  tidy(): Promise<number>;
  /** May be called twice. */
  close(): void;
}

/** Bytes that need not be in memory together. */
export interface ObjectSource {
  readonly bytes: number;
  /** Reads all of them, each time from the beginning. */
  read(): AsyncIterable<Uint8Array>;
}

export interface ObjectPart {
  readonly from: number;
  readonly length: number;
}

export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Throws for a key that would not be the same on every store: names of letters, digits and `._-`, joined by `/`. */
export function checkKey(key: string): void {
  if (!KEY.test(key)) throw new TypeError(`"${key}" is no key of an object`);
}

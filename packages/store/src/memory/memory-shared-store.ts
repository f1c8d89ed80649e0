import type { SharedDocument, SharedGuard, SharedKind, SharedStore } from '../shared-store.ts';

/** The shared store in memory. */
export class MemorySharedStore implements SharedStore {
  readonly #now: () => number;
  readonly #kinds = new Map<SharedKind, Map<string, SharedDocument>>();
  readonly #listeners = new Map<SharedKind, Set<(name: string) => void>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async load(kind: SharedKind, name: string): Promise<SharedDocument | undefined> {
    return this.#kinds.get(kind)?.get(name);
  }

  async list(kind: SharedKind): Promise<readonly SharedDocument[]> {
    const all = [...(this.#kinds.get(kind)?.values() ?? [])];
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async swap(
    kind: SharedKind,
    name: string,
    expected: number,
    text: string,
    guard?: SharedGuard,
  ): Promise<boolean> {
    if (guard !== undefined && this.#kinds.get(guard.kind)?.get(guard.name)?.version !== guard.version)
      return false;
    const documents = this.#kinds.get(kind) ?? new Map<string, SharedDocument>();
    const found = documents.get(name);
    if (found?.version === expected + 1) return found.text === text;
    if ((found?.version ?? 0) !== expected) return false;
    documents.set(name, { name, version: expected + 1, changedAt: this.#now(), text });
    this.#kinds.set(kind, documents);
    for (const listener of this.#listeners.get(kind) ?? []) queueMicrotask(() => listener(name));
    return true;
  }

  async remove(kind: SharedKind, name: string, expected: number): Promise<boolean> {
    const documents = this.#kinds.get(kind);
    if (documents?.get(name)?.version === expected) documents.delete(name);
    return documents?.has(name) !== true;
  }

  async watch(kind: SharedKind, listener: (name: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    return async () => void listeners.delete(listener);
  }
}

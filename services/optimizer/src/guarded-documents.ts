import type { SharedKind, SharedStore } from '@ag06/store';
import type { Term } from './leadership.ts';

/** Nobody else writes what the leader alone writes; one that does so by mistake does not do it all the time. */
const TRIES = 5;

/** A write did not stand because another optimizer leads. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
  readonly code = 'LEADER_SUPERSEDED';
}

/** Writes shared documents in one term of leading. */
export class GuardedDocuments {
  readonly #shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly #term: Term;
  /** The versions of documents that only the leader writes. */
  readonly #versions = new Map<string, number>();

  constructor(shared: Pick<SharedStore, 'load' | 'swap'>, term: Term) {
    this.#shared = shared;
    this.#term = term;
  }

  /** Writes a document that only the leader writes, over whatever else is there. Throws `SupersededError`. */
  async write(kind: SharedKind, name: string, text: string): Promise<void> {
    const key = `${kind} ${name}`;
    for (let tried = 0; tried < TRIES; tried++) {
      const known = this.#versions.get(key) ?? (await this.#shared.load(kind, name))?.version ?? 0;
      if (await this.swap(kind, name, known, text)) return void this.#versions.set(key, known + 1);
      this.#versions.delete(key);
    }
    throw new Error(
      `${kind} "${name}" was changed by somebody else ${TRIES} times; the leader writes it again later.`,
    );
  }

  /** Writes a document that others write, too. Returns false if one has meanwhile. Throws `SupersededError`. */
  async swap(kind: SharedKind, name: string, expected: number, text: string): Promise<boolean> {
    const { guard } = this.#term;
    if (await this.#shared.swap(kind, name, expected, text, guard)) return true;
    const leading = await this.#shared.load(guard.kind, guard.name);
    if (leading?.version === guard.version) return false;
    throw new SupersededError(
      `A write to ${kind} "${name}" was refused: it carries fence ${guard.version}, and ${leading?.version ?? 0} leads.`,
    );
  }
}

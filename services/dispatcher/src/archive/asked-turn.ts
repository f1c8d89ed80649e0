import type { RunStore, SharedStore } from '@ag06/store';
import { z } from 'zod';

const KIND = 'archive';
const NAME = 'asked';
/** A request counts for so long: its caller asks again before, or is gone. */
const COUNTS_FOR_MS = 15_000;
const AGAIN_AFTER_MS = 3_000;

const Request = z.object({ by: z.string(), isOpen: z.boolean() });

interface AskedTurnParts {
  /** This process. */
  readonly id: string;
  readonly shared: Pick<SharedStore, 'load' | 'swap'>;
  readonly runs: Pick<RunStore, 'now'>;
}

/**
 * A request for a turn at the archive, in a shared document. The process that archives looks at it between two batches, and
 * lets the other one go first: otherwise, one that has a long backlog would keep the lease until that is done.
 */
export class AskedTurn {
  readonly #parts: AskedTurnParts;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: AskedTurnParts) {
    this.#parts = parts;
  }

  /** Asks, or keeps a request open. */
  async ask(): Promise<void> {
    if (performance.now() - this.#askedAt < AGAIN_AFTER_MS) return;
    await this.#write(true);
    this.#askedAt = performance.now();
  }

  /** The turn is over. */
  async end(): Promise<void> {
    this.#askedAt = Number.NEGATIVE_INFINITY;
    await this.#write(false);
  }

  /** Whether anybody asks, in this process or another. */
  async isAsked(): Promise<boolean> {
    return (await this.#load()) !== undefined;
  }

  async isAskedByOther(): Promise<boolean> {
    const by = await this.#load();
    return by !== undefined && by !== this.#parts.id;
  }

  async #load(): Promise<string | undefined> {
    const document = await this.#parts.shared.load(KIND, NAME);
    if (document === undefined) return undefined;
    const request = Request.safeParse(JSON.parse(document.text));
    if (!request.success || !request.data.isOpen) return undefined;
    const isOld = (await this.#parts.runs.now()) - document.changedAt > COUNTS_FOR_MS;
    return isOld ? undefined : request.data.by;
  }

  /** Of two that ask at once, one is written: either lets both have their turns, one after the other. */
  async #write(isOpen: boolean): Promise<void> {
    const { id, shared, runs } = this.#parts;
    const document = await shared.load(KIND, NAME);
    const text = JSON.stringify({ by: id, isOpen, at: await runs.now() });
    await shared.swap(KIND, NAME, document?.version ?? 0, text);
  }
}

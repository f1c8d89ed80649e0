import { type EntryId, type EntryWakeup, readEntryId } from '@ag06/protocol';

/** The limits of messages that are delivered at a time and that wait here. All others are left to their wake-ups. */
const AT_ONCE = 16;
const WAITING_MAX = 10_000;

interface MessengerOptions {
  readonly deliver: (entry: EntryWakeup) => Promise<void>;
  /** Called with the error of each message that is left to its wake-up. */
  readonly onLeft: (error: Error) => void;
  /** Called after each try with what the message does, and a text that no other message has. */
  readonly onTried?: (message: { readonly kind: string; readonly key: string }, isDelivered: boolean) => void;
}

/**
 * Delivers the messages that commits of this process wrote, in the background and at once. It keeps no promise:
 * whatever fails, or is still here when the process ends, is delivered by a dispatcher when its wake-up is due.
 */
export class Messenger {
  readonly #options: MessengerOptions;
  readonly #waiting: EntryWakeup[] = [];
  #active = 0;

  constructor(options: MessengerOptions) {
    this.#options = options;
  }

  /** How many are under way, or wait. */
  get size(): number {
    return this.#active + this.#waiting.length;
  }

  send(runId: string, entries: readonly EntryId[]): void {
    for (const entry of entries) {
      if (this.#waiting.length < WAITING_MAX)
        this.#waiting.push({ subject: 'entry', runId, entry, kind: 'entry' });
    }
    while (this.#active < AT_ONCE && this.#waiting.length > 0) void this.#work();
  }

  async #work(): Promise<void> {
    this.#active++;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#options.deliver(next);
        this.#note(next, true);
      } catch (error) {
        this.#note(next, false);
        this.#options.onLeft(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#active--;
  }

  #note({ runId, entry }: EntryWakeup, isDelivered: boolean): void {
    this.#options.onTried?.({ kind: readEntryId(entry).does, key: `${runId}|${entry}` }, isDelivered);
  }
}

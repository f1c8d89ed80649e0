import { MAILBOX_BYTES, MAILBOX_MESSAGES, SIGNAL_KEYS } from '@ag06/protocol';

/** Signals of a run that nobody has taken yet, first in first out by name, and the keys of all that came. */
export class Mailbox {
  /** What each key that came stands for. */
  readonly #keys = new Map<string, string>();
  readonly #waiting = new Map<string, string[]>();
  #messages = 0;
  #bytes = 0;

  /** Undefined if the key has not come. */
  purposeOf(key: string): string | undefined {
    return this.#keys.get(key);
  }

  get isFullOfKeys(): boolean {
    return this.#keys.size >= SIGNAL_KEYS;
  }

  hasRoom(text: string): boolean {
    return this.#messages < MAILBOX_MESSAGES && this.#bytes + Buffer.byteLength(text) <= MAILBOX_BYTES;
  }

  remember(key: string, purpose: string): void {
    this.#keys.set(key, purpose);
  }

  add(name: string, text: string): void {
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), text]);
    this.#count(1, text);
  }

  take(name: string): string | undefined {
    const [text, ...rest] = this.#waiting.get(name) ?? [];
    if (text === undefined) return undefined;
    this.#waiting.set(name, rest);
    this.#count(-1, text);
    return text;
  }

  putBack(name: string, text: string): void {
    this.#waiting.set(name, [text, ...(this.#waiting.get(name) ?? [])]);
    this.#count(1, text);
  }

  #count(by: 1 | -1, text: string): void {
    this.#messages += by;
    this.#bytes += by * Buffer.byteLength(text);
  }
}

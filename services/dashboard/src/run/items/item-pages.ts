import type { ItemPageView, ItemView } from '@ag06/client';

/** Text of an output, as a row of a list shows it. */
const PREVIEW = 120;

/** An item as the list keeps it: small, whatever its output. */
interface KeptItem {
  readonly item: number;
  readonly status: ItemView['status'];
  readonly attempt: number;
  readonly runId: string | undefined;
  /** Its error or the begin of its output. */
  readonly told: string;
}

/** Returns what a list keeps of an item. */
export function toKeptItem({ item, status, attempt, runId, output, error, large }: ItemView): KeptItem {
  const text =
    error !== undefined
      ? `${error.code} ${error.message}`
      : large !== undefined
        ? `an output of ${large.bytes} bytes`
        : output === undefined
          ? ''
          : JSON.stringify(output);
  return { item, status, attempt, runId, told: text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text };
}

/** Loads items page by page, as far as they are wanted. */
export class ItemPages {
  readonly #load: (cursor: string | undefined, signal: AbortSignal) => Promise<ItemPageView>;
  readonly #items: KeptItem[] = [];
  #next: string | undefined;
  #isWhole = false;
  #loading: Promise<void> | undefined;

  constructor(load: (cursor: string | undefined, signal: AbortSignal) => Promise<ItemPageView>) {
    this.#load = load;
  }

  get items(): readonly KeptItem[] {
    return this.#items;
  }

  /** Loads until the list has `count` items or all. Several calls share their requests. */
  async reach(count: number, signal: AbortSignal): Promise<void> {
    while (!this.#isWhole && this.#items.length < count && !signal.aborted) {
      this.#loading ??= this.#more(signal).finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
  }

  async #more(signal: AbortSignal): Promise<void> {
    const { items, next } = await this.#load(this.#next, signal);
    this.#items.push(...items.map(toKeptItem));
    this.#next = next;
    this.#isWhole = next === undefined;
  }
}

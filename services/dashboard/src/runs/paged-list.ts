interface Part<T> {
  readonly cursor: string | undefined;
  /** The index of its first item. */
  readonly start: number;
  /** How many items it had when it was first loaded. It keeps that number of rows. */
  readonly count: number;
  /** The item that was its last, by which it is cut when it is loaded again. */
  readonly lastId: string | undefined;
  /** Undefined: it was dropped, and is loaded again when it is seen. */
  items: readonly T[] | undefined;
}

interface PagedListOptions<T> {
  readonly load: (
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ readonly items: readonly T[]; readonly next?: string }>;
  readonly idOf: (item: T) => string;
  /** Called when there is something new to show. */
  readonly onChange: () => void;
  /** How many pages are kept besides the first and those that are looked at; others are dropped, the farthest first. */
  readonly keep?: number;
}

const KEEP = 12;

/**
 * A list that is read page by page behind cursors, of which only what is looked at is loaded and kept. Of a page that was
 * dropped its cursor stays, so that any part that was seen once is loaded again by one request. One request is under way at a time; it
 * is aborted when nobody looks at its page any more.
 */
export class PagedList<T> {
  readonly #options: PagedListOptions<T>;
  readonly #keep: number;
  readonly #parts: Part<T>[] = [];
  #next: string | undefined | 'end';
  #seen = { first: 0, last: -1 };
  #loading: { readonly part: number; readonly controller: AbortController } | undefined;
  #error: unknown;
  #isStopped = false;

  constructor(options: PagedListOptions<T>) {
    this.#options = options;
    this.#keep = options.keep ?? KEEP;
  }

  /** How many rows are known so far. */
  get count(): number {
    const last = this.#parts.at(-1);
    return last === undefined ? 0 : last.start + last.count;
  }

  /** Whether there is nothing behind the last row. */
  get isEnd(): boolean {
    return this.#next === 'end';
  }

  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Why the last page could not be loaded; it is tried again by `retry`. */
  get error(): unknown {
    return this.#error;
  }

  /** The items of the first page, which is always kept. */
  get firstItems(): readonly T[] {
    return this.#parts[0]?.items ?? [];
  }

  /** How many items are kept in memory. */
  get kept(): number {
    return this.#parts.reduce((sum, { items }) => sum + (items?.length ?? 0), 0);
  }

  /** Returns an item; undefined if it is not loaded, or not in the list any more. */
  at(index: number): T | undefined {
    const part = this.#parts[this.#partOf(index)];
    return part?.items?.[index - part.start];
  }

  /** Whether a row is about to be loaded. One that is not, and has no item, is not in the list any more. */
  isAwaited(index: number): boolean {
    const part = this.#parts[this.#partOf(index)];
    return part === undefined || part.items === undefined;
  }

  /** Says which rows are looked at, both inclusive: loads what lacks of them, and the page behind the end when it comes near. */
  look(first: number, last: number): void {
    this.#seen = { first, last };
    if (this.#loading !== undefined && !this.#isWanted(this.#loading.part)) this.#loading.controller.abort();
    this.#drop();
    this.#go();
  }

  /** Loads what failed. */
  retry(): void {
    this.#error = undefined;
    this.#go();
  }

  /** Replaces the kept item of an id by what `change` makes of it. Returns whether it was there. */
  update(id: string, change: (item: T) => T): boolean {
    for (const part of this.#parts) {
      const at = part.items?.findIndex((item) => this.#options.idOf(item) === id) ?? -1;
      const found = part.items?.[at];
      if (part.items === undefined || found === undefined) continue;
      part.items = part.items.with(at, change(found));
      return true;
    }
    return false;
  }

  stop(): void {
    this.#isStopped = true;
    this.#loading?.controller.abort();
  }

  /** Of the parts that begin at or before an index, the last. */
  #partOf(index: number): number {
    let low = 0;
    let high = this.#parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#parts[middle]?.start ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return index >= this.count ? this.#parts.length : low - 1;
  }

  #isWanted(part: number): boolean {
    const known = this.#parts[part];
    if (known === undefined) return this.#seen.last >= this.count - this.#ahead;
    return known.start <= this.#seen.last && known.start + known.count > this.#seen.first;
  }

  /** The next page is asked for when so few rows are left. */
  get #ahead(): number {
    return Math.max(1, this.#seen.last - this.#seen.first + 1);
  }

  #findWanted(): number | undefined {
    const from = Math.max(0, this.#partOf(Math.max(0, Math.min(this.#seen.first, this.count - 1))));
    for (let part = from; part < this.#parts.length && this.#isWanted(part); part++)
      if (this.#parts[part]?.items === undefined) return part;
    return this.#next !== 'end' && this.#isWanted(this.#parts.length) ? this.#parts.length : undefined;
  }

  #go(): void {
    if (this.#isStopped || this.#loading !== undefined || this.#error !== undefined) return;
    const part = this.#findWanted();
    if (part === undefined) return;
    const controller = new AbortController();
    this.#loading = { part, controller };
    void this.#load(part, controller.signal).finally(() => {
      this.#loading = undefined;
      if (this.#isStopped) return;
      this.#options.onChange();
      this.#go();
    });
  }

  async #load(index: number, signal: AbortSignal): Promise<void> {
    const known = this.#parts[index];
    const cursor = known === undefined ? (this.#next === 'end' ? undefined : this.#next) : known.cursor;
    try {
      const { items, next } = await this.#options.load(cursor, signal);
      if (signal.aborted) return;
      if (known === undefined) this.#add(cursor, items, next);
      else known.items = this.#cut(items, known);
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    }
  }

  #add(cursor: string | undefined, items: readonly T[], next: string | undefined): void {
    this.#next = next ?? 'end';
    if (items.length === 0 && this.#parts.length > 0) return;
    const last = items.at(-1);
    const lastId = last === undefined ? undefined : this.#options.idOf(last);
    this.#parts.push({ cursor, start: this.count, count: items.length, lastId, items });
  }

  /** What came later than its last item is that of the next part. */
  #cut(items: readonly T[], { count, lastId }: Part<T>): readonly T[] {
    const end = items.findIndex((item) => this.#options.idOf(item) === lastId);
    return items.slice(0, end < 0 ? count : end + 1);
  }

  #drop(): void {
    const middle = (this.#seen.first + this.#seen.last) / 2;
    const distance = (part: Part<T>) => Math.abs(part.start + part.count / 2 - middle);
    const kept = this.#parts.filter(
      ({ items }, index) => index > 0 && items !== undefined && !this.#isWanted(index),
    );
    kept.sort((a, b) => distance(a) - distance(b));
    for (const part of kept.slice(this.#keep)) part.items = undefined;
  }
}

interface ItemsPage<T> {
  readonly items: readonly T[];
  /** The cursor of the next page; absent on the last page. */
  readonly next?: string | undefined;
}

/** Yields the items of all pages. Loads a page only when its first item is asked for. */
export async function* allPages<T>(
  load: (cursor: string | undefined) => Promise<ItemsPage<T>>,
): AsyncGenerator<T, void> {
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await load(cursor);
    yield* page.items;
    cursor = page.next;
  }
}

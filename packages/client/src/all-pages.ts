interface ItemsPage<T> {
  readonly items: readonly T[];
  /** The cursor of the page behind it, if there is one. */
  readonly next?: string | undefined;
}

/** The items of all pages, each page as it is asked for. */
export async function* allPages<T>(
  load: (cursor: string | undefined) => Promise<ItemsPage<T>>,
): AsyncGenerator<T, void> {
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await load(cursor);
    yield* page.items;
    cursor = page.next;
  }
}

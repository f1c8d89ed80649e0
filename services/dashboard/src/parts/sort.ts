/** What a column is sorted by: numbers by size, texts as a reader of English expects. Undefined comes last in both directions. */
export type SortValue = number | string | boolean | undefined;

export interface Sort {
  /** The title of a column. */
  readonly column: string;
  readonly isDescending: boolean;
}

const DESCENDING = '-';

/** Reads the sort of a table from the query of the page's address: `column`, or `-column` for descending. */
export function parseSort(search: string, param: string, columns: readonly string[]): Sort | undefined {
  const text = new URLSearchParams(search).get(param) ?? '';
  const isDescending = text.startsWith(DESCENDING);
  const column = isDescending ? text.slice(DESCENDING.length) : text;
  return columns.includes(column) ? { column, isDescending } : undefined;
}

/** Returns the query with another sort, or with none; the rest of it stays. */
export function withSort(search: string, param: string, sort: Sort | undefined): string {
  const query = new URLSearchParams(search);
  if (sort === undefined) query.delete(param);
  else query.set(param, `${sort.isDescending ? DESCENDING : ''}${sort.column}`);
  return query.size === 0 ? '' : `?${query}`;
}

/** Returns what a press on a column's head leads to: ascending, descending, and the order that the table has by itself. */
export function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, isDescending: false };
  return sort.isDescending ? undefined : { column, isDescending: true };
}

/** Returns rows in the order of a value. Rows with the same value stay in their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  by: (row: Row) => SortValue,
  isDescending: boolean,
): readonly Row[] {
  const keyed = rows.map((row) => ({ row, value: by(row) }));
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    return isDescending ? compare(b.value, a.value) : compare(a.value, b.value);
  });
  return keyed.map(({ row }) => row);
}

let texts: Intl.Collator | undefined;

/** Made by the first that sorts: the first of all takes milliseconds, which no page needs to show itself. */
const collator = (): Intl.Collator => (texts ??= new Intl.Collator('en', { numeric: true }));

function compare(a: Exclude<SortValue, undefined>, b: Exclude<SortValue, undefined>): number {
  if (typeof a === 'string' && typeof b === 'string') return collator().compare(a, b);
  return Number(a) - Number(b);
}

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { nextSort, parseSort, type Sort, type SortValue, sortRows, withSort } from './sort.ts';
import './sorted-table.css';

/** A column: its title, and what it is sorted by; without, it cannot be. */
export interface SortedColumn<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly by?: (row: Row) => SortValue;
}

/**
 * A table whose heads sort its rows. The sort is in the address of the page, in the place of what was there, so that it survives
 * a reload and the way back. `rows` come in the order that the page gives them by itself.
 */
export function SortedTable<Row>({
  label,
  columns,
  rows,
  param = 'sort',
  note,
  children,
}: {
  readonly label: string;
  readonly columns: readonly SortedColumn<Row>[];
  readonly rows: readonly Row[];
  /** Its name in the query of the address, where a page has several tables. */
  readonly param?: string;
  /** Told while it is sorted, such as that there are more rows than these. */
  readonly note?: string | undefined;
  /** Returns the cells of a row. */
  readonly children: (row: Row) => ComponentChildren;
}) {
  const { url, route } = useLocation();
  const { pathname, search } = new URL(url, location.href);
  const titles = columns.filter(({ by }) => by !== undefined).map(({ title }) => title);
  const sort = parseSort(search, param, titles);
  const by = columns.find(({ title }) => title === sort?.column)?.by;
  const shown = sort === undefined || by === undefined ? rows : sortRows(rows, by, sort.isDescending);
  const press = (column: string) =>
    route(`${pathname}${withSort(search, param, nextSort(sort, column))}`, true);
  return (
    <>
      {sort !== undefined && note !== undefined && <p class="faint">{note}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section class="scroll-x" aria-label={label} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.title} column={column} sort={sort} onPress={press} />
              ))}
            </tr>
          </thead>
          <tbody>{shown.map(children)}</tbody>
        </table>
      </section>
    </>
  );
}

function Head<Row>({
  column: { title, isNumber = false, by },
  sort,
  onPress,
}: {
  readonly column: SortedColumn<Row>;
  readonly sort: Sort | undefined;
  readonly onPress: (column: string) => void;
}) {
  const isSorted = sort?.column === title;
  const order = sort?.isDescending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      class={isNumber ? 'number' : ''}
      aria-sort={by === undefined ? undefined : isSorted ? order : 'none'}
    >
      {by === undefined ? (
        title
      ) : (
        <button type="button" class="sorts" onClick={() => onPress(title)}>
          {title}
          <span aria-hidden="true">{isSorted ? (sort.isDescending ? ' ▼' : ' ▲') : ' ↕'}</span>
        </button>
      )}
    </th>
  );
}

import { styleText } from 'node:util';
import { printable } from './printable.ts';
import { renderRecords } from './render-records.ts';
import { cutText, padText, textWidth } from './text-width.ts';

/** No column becomes narrower by itself. */
const LEAST_WIDTH = 10;

export interface TableOptions {
  /** Characters in a line; undefined: as many as it takes. */
  readonly columns?: number | undefined;
  readonly isColoured?: boolean;
  /** Headings that are left out where the line is too narrow, the first one first. */
  readonly spare?: readonly string[];
}

/**
 * Renders rows in columns that fit the line. The widest columns are cut, except the first, which names the row; then spare ones
 * are left out. Where that is not enough, each row becomes a few lines, one for each cell that is not empty.
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly unknown[])[],
  { columns, isColoured = false, spare = [] }: TableOptions,
): string {
  const cells = rows.map((row) => headings.map((_, i) => printable(String(row[i] ?? ''))));
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...cells.map((row) => textWidth(row[i] ?? ''))),
  );
  const fitted = chooseColumns(headings, widths, columns, spare);
  const toStyled = isColoured ? colourStatus : (text: string) => text;
  if (fitted === undefined) return renderRecords(headings, cells, columns ?? 0, toStyled);
  const line = (row: readonly string[], style: (text: string, cell: string) => string) =>
    [...fitted]
      .map(([i, width]) => style(padText(cutText(row[i] ?? '', width), width), row[i] ?? ''))
      .join('  ')
      .trimEnd();
  const head = line(
    headings.map((heading) => heading.toUpperCase()),
    (text) => text,
  );
  return [head, ...cells.map((row) => line(row, toStyled))].join('\n');
}

/** Returns the columns that are shown, by their place, with their widths; undefined if they do not fit. */
function chooseColumns(
  headings: readonly string[],
  widths: readonly number[],
  columns: number | undefined,
  spare: readonly string[],
): ReadonlyMap<number, number> | undefined {
  let kept = [...headings.keys()];
  for (const dropped of [undefined, ...spare]) {
    kept = kept.filter((i) => headings[i] !== dropped);
    const fitted = fit(
      kept.map((i) => widths[i] ?? 0),
      columns,
    );
    if (fitted !== undefined) return new Map(kept.map((i, at) => [i, fitted[at] ?? 0]));
  }
  return undefined;
}

/** Returns the widths of the columns; undefined if they do not fit. */
function fit(widths: readonly number[], columns: number | undefined): readonly number[] | undefined {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, width) => sum + width, 2 * (fitted.length - 1));
  while (columns !== undefined && total() > columns) {
    const widest = fitted.indexOf(Math.max(...fitted.slice(1)), 1);
    const width = fitted[widest] ?? 0;
    if (width <= LEAST_WIDTH) return undefined;
    fitted[widest] = Math.max(LEAST_WIDTH, width - (total() - columns));
  }
  return fitted;
}

const COLOURS = new Map<string, Parameters<typeof styleText>[0]>([
  ...['completed', 'closed', 'healthy', 'ready'].map((word) => [word, 'green'] as const),
  ...['failed', 'cancelled', 'timed_out', 'open', 'unhealthy'].map((word) => [word, 'red'] as const),
  ...['retrying', 'blocked', 'waiting', 'half_open', 'half-open', 'degraded'].map(
    (word) => [word, 'yellow'] as const,
  ),
  ...['running', 'scheduled'].map((word) => [word, 'cyan'] as const),
  ...['skipped', 'pending'].map((word) => [word, 'dim'] as const),
]);

/** Returns a text in the colour of a status, or unchanged if it is not a status. */
export function colourStatus(text: string, status: string): string {
  const colour = COLOURS.get(status);
  return colour === undefined ? text : styleText(colour, text, { validateStream: false });
}

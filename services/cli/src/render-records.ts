import { wrapText } from './text-width.ts';

const INDENT = '  ';

/** Renders each row as lines of `heading value` below its first cell, for a terminal that is too narrow for columns. */
export function renderRecords(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
  toStyled: (text: string, cell: string) => string,
): string {
  const width = Math.max(0, ...headings.slice(1).map((heading) => heading.length));
  const room = Math.max(1, columns - INDENT.length - width - 1);
  return rows
    .map(([first = '', ...cells]) => {
      const lines = cells.flatMap((cell, i) => {
        if (cell === '') return [];
        const heading = (headings[i + 1] ?? '').padEnd(width);
        return wrapText(cell, room).map((line, at) => {
          const label = at === 0 ? heading : ' '.repeat(width);
          return `${INDENT}${label} ${toStyled(line, cell)}`;
        });
      });
      return [...wrapText(first, columns), ...lines].join('\n');
    })
    .join('\n');
}

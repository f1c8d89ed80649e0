import type { ComponentChildren } from 'preact';

/** A column: its title, and whether it holds numbers. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** A table that can be scrolled sideways where it is wider than the page. `children` are its rows. */
export function Table({
  label,
  columns,
  children,
}: {
  readonly label: string;
  readonly columns: readonly (Column | string)[];
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <section class="scroll-x" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => {
              const { title, isNumber = false } = typeof column === 'string' ? { title: column } : column;
              return (
                <th key={title} scope="col" class={isNumber ? 'number' : ''}>
                  {title}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

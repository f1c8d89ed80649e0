import type { Output } from '../output.ts';
import { renderTable, type TableOptions } from '../table.ts';
import { withoutAges } from './without-ages.ts';

/** What one call of a watched command has written. */
export class Frame implements Output {
  readonly isJson: boolean;
  readonly isStyled: boolean;
  readonly tables: TableOptions;
  readonly #lines: string[] = [];
  readonly #documents: unknown[] = [];

  constructor(isJson: boolean, tables: TableOptions) {
    this.isJson = isJson;
    this.isStyled = tables.isColoured === true;
    this.tables = tables;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get documents(): readonly unknown[] {
    return this.#documents;
  }

  /** The same for two frames if nothing but ages has changed. */
  get fingerprint(): string {
    return withoutAges(this.#documents);
  }

  text(text: string): void {
    this.#lines.push(...text.split('\n'));
  }

  json(value: unknown): void {
    this.#documents.push(value);
  }

  table(
    headings: readonly string[],
    rows: readonly (readonly unknown[])[],
    spare: readonly string[] = [],
  ): void {
    this.text(renderTable(headings, rows, { ...this.tables, spare }));
  }

  note(text: string): void {
    this.text(text);
  }
}

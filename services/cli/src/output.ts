import { printableJson } from './printable.ts';
import type { StatusLine } from './status-line.ts';
import { renderTable, type TableOptions } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Where a command writes: text for people, or with `--json` one document (one a line while following). */
export interface Output {
  readonly isJson: boolean;
  readonly isStyled: boolean;
  /** How wide a table may be, and whether it is coloured. */
  readonly tables: TableOptions;
  text(line: string): void;
  json(value: unknown): void;
  /** Rows under their headings, as text that fits the terminal; `spare` headings are left out first where it is narrow. */
  table(headings: readonly string[], rows: readonly (readonly unknown[])[], spare?: readonly string[]): void;
  /** Prints a note on stderr, which is never part of the answer. */
  note(line: string): void;
  /** Says how far a command is, for a person who waits at a terminal. */
  progress?(text: string): void;
  /** The command draws on the terminal itself from now on, or writes bytes to it: nothing else may. */
  takeOver?(): void;
}

export function createOutput(isJson: boolean, tables: Terminal, status: StatusLine): Output {
  const write = (stream: NodeJS.WriteStream, line: string) => {
    status.clear();
    stream.write(`${line}\n`);
  };
  const text = (line: string) => {
    if (!isJson) write(process.stdout, line);
  };
  return {
    isJson,
    isStyled: tables.isColoured,
    tables,
    text,
    json: (value) => {
      if (isJson) write(process.stdout, printableJson(value));
    },
    table: (headings, rows, spare = []) => text(renderTable(headings, rows, { ...tables, spare })),
    note: (line) => write(process.stderr, line),
    progress: (line) => status.say(line),
    takeOver: () => status.stop(),
  };
}

/** Ends this process quietly when nobody reads on, as in `ag06 runs list | head -1`. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
}

/**
 * Resolves when everything that was written has been handed over: a pipe takes 64 KiB, and waits for its reader then.
 */
export async function flushOutput(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}

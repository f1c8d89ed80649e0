import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Enough for any test; a chaos run that logs for an hour must not fill the memory. */
const MAX_LINES = 20_000;

/** The lines a process has printed, oldest first, and a way to wait for the next. */
export class LineLog {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  /** Resolves when the stream has ended and its last line is in. */
  collect(stream: Readable): Promise<void> {
    const reader = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    reader.on('line', (line) => this.add(line));
    return new Promise((resolve) => reader.once('close', () => resolve()));
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  tail(count: number): string {
    return this.#lines.slice(-count).join('\n');
  }

  find(pattern: RegExp): RegExpMatchArray | undefined {
    for (const line of this.#lines) {
      const match = line.match(pattern);
      if (match) return match;
    }
    return undefined;
  }

  /** Calls `listener` for each line from now on; returns how to end that. */
  listen(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > MAX_LINES) this.#lines.splice(0, MAX_LINES / 2);
    for (const listener of [...this.#listeners]) listener(line);
  }
}

import { cutText } from './text-width.ts';
import { renderDuration } from './times.ts';

/** A command that prints something sooner shows none. */
const AFTER_MS = 1_000;
const EVERY_MS = 500;
const CLEAR = '\r\x1b[K';

/** Where the line is shown: standard error, so that it is never part of an answer. */
interface StatusStream {
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * The line that says what a command waits for, and for how long, once it has printed nothing for a second. It is there only in a
 * terminal, and gone before anything else is printed.
 */
export class StatusLine {
  readonly #stream: StatusStream;
  /** When the command began, or printed something last. */
  #quietSince: number;
  readonly #now: () => number;
  #text = 'waiting for the answer';
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;

  constructor(stream: StatusStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
    this.#quietSince = now();
  }

  /** On a terminal that can redraw. */
  start(): void {
    this.#timer ??= setInterval(() => this.draw(), EVERY_MS);
    this.#timer.unref();
  }

  /** Says what is being done now. */
  say(text: string): void {
    this.#text = text;
  }

  draw(): void {
    const ms = this.#now() - this.#quietSince;
    if (ms < AFTER_MS) return;
    this.#isShown = true;
    const line = `${this.#text} … ${renderDuration(ms)}`;
    this.#stream.write(`${CLEAR}${cutText(line, (this.#stream.columns ?? 80) - 1)}`);
  }

  /** Clears the line before something is printed; it comes again a second later if the command goes on. */
  clear(): void {
    this.#quietSince = this.#now();
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#stream.write(CLEAR);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.clear();
  }
}

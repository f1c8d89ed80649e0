const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
/** A terminal that knows them shows what is written between them at once. */
const [BEGIN, END] = ['\x1b[?2026h', '\x1b[?2026l'];
const [HOME, CLEAR_LINE, CLEAR_BELOW] = ['\x1b[H', '\x1b[K', '\x1b[J'];

/** What a screen is drawn on: standard output. */
export interface Canvas {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/**
 * The alternate screen of a terminal: pictures are drawn over each other without flicker, and whatever was there before comes
 * back at the end, also after a crash. `write` of a terminal is synchronous, so it still works while the process ends.
 */
export class Screen {
  readonly #canvas: Canvas;
  readonly #onClose: () => void;
  #isOpen = false;

  /** `onClose` gives back what else was taken of the terminal, such as its keys. */
  constructor(canvas: Canvas, onClose: () => void = () => {}) {
    this.#canvas = canvas;
    this.#onClose = onClose;
  }

  get columns(): number {
    return this.#canvas.columns ?? 80;
  }

  get rows(): number {
    return this.#canvas.rows ?? 24;
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    process.on('exit', this.#restore);
    // The stack is printed after it, where it can be read.
    process.on('uncaughtExceptionMonitor', this.#restore);
    this.#canvas.write(ENTER);
  }

  /** Restores the terminal. Harmless when it is closed. */
  close(): void {
    process.off('exit', this.#restore);
    process.off('uncaughtExceptionMonitor', this.#restore);
    this.#restore();
  }

  /** Draws lines from the top; those that do not fit are left out. Longer ones are cut by the terminal. */
  draw(lines: readonly string[]): void {
    // Cleared before it is written: behind a line that is as wide as the terminal, its last character would be cleared.
    const shown = lines.slice(0, this.rows).map((line) => `${CLEAR_LINE}${line}`);
    const below = shown.length < this.rows ? [CLEAR_BELOW] : [];
    this.#canvas.write(`${BEGIN}${HOME}${[...shown, ...below].join('\r\n')}${END}`);
  }

  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#onClose();
    this.#canvas.write(LEAVE);
  };
}
